#!/bin/bash
# flufl.bounce 6.0.0, a delivery report whose part is message/global-delivery-status (RFC 6533: what a server sends back
# for mail that it took with SMTPUTF8, as Postfix does)
# Guess: it is read like message/delivery-status: the fields are the same.
# Seen: nobody bounced: there is neither a permanent nor a temporary failure, even of an address in plain ASCII. Whoever
# ends addresses by bounces goes on writing to this one for ever.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check flufl.bounce==6.0.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from email import message_from_bytes
from flufl.bounce import all_failures
def report(kind, recipient):
    return message_from_bytes(f"""\
From: MAILER-DAEMON@mx.example
To: office@office.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

Your mail could not be delivered.

--B
Content-Type: message/{kind}
Content-Transfer-Encoding: 8bit

Reporting-MTA: dns; mx.example

Final-Recipient: {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--B--
""".encode())
for kind, recipient in (
    ("delivery-status", "rfc822; tran@office.example"),
    ("global-delivery-status", "rfc822; tran@office.example"),
    ("global-delivery-status", "utf-8; trần@office.example"),
):
    temporary, permanent = all_failures(report(kind, recipient))
    print(f"{kind}, {recipient}:", sorted(permanent), sorted(temporary))
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
delivery-status, rfc822; tran@office.example: [b'tran@office.example'] []
global-delivery-status, rfc822; tran@office.example: [] []
global-delivery-status, utf-8; trần@office.example: [] []
SEEN
