#!/bin/bash
# aiosmtpd 1.4.6, its Proxy handler before a server that refuses the recipient (the address is gone)
# Guess: the refusal comes back to the sender, as 5xx to DATA, or the Proxy sends a report of it.
# Seen: the sender is told 250 and the mail is nowhere: refusals of recipients are a line in the log of the Proxy. Sent
# straight to the server, the same mail raises SMTPRecipientsRefused. Whoever ends dead addresses by refusals never
# sees one behind such a Proxy.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check aiosmtpd==1.4.6
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
import smtplib
import socket
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Proxy
class Office:
    kept = []
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        self.kept.append(list(envelope.rcpt_tos))
        return "250 OK"
def listen(handler):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    return controller
def send(port, *recipients):
    Office.kept.clear()
    try:
        with smtplib.SMTP("127.0.0.1", port) as line:
            told = line.sendmail("a@office.example", recipients, "Subject: a\r\n\r\nb\r\n")
    except smtplib.SMTPRecipientsRefused as refused:
        told = refused
    return f"{told!r}, kept for {Office.kept}"
office = listen(Office())
proxy = listen(Proxy("127.0.0.1", office.port))
for name, port in (("straight", office.port), ("by Proxy", proxy.port)):
    for recipients in (("gone@office.example",), ("gone@office.example", "here@office.example")):
        print(f"{name}:", send(port, *recipients))
proxy.stop()
office.stop()
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
straight: SMTPRecipientsRefused({'gone@office.example': (550, b'5.1.1 No such user')}), kept for []
straight: {'gone@office.example': (550, b'5.1.1 No such user')}, kept for [['here@office.example']]
by Proxy: {}, kept for []
by Proxy: {}, kept for [['here@office.example']]
SEEN
