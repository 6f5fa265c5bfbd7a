#!/bin/bash
# msmtp 1.8.23 (Debian 12), one mail to several people, one of whose addresses is refused (somebody has left)
# Guess: the others get it, and the exit status tells of the one, as with Postfix's sendmail or Python's smtplib.
# Seen: nobody gets it: at the first refused recipient msmtp hangs up, wherever it stands in the list. An alert to the
# whole office by cron or a monitor ends for all on the day one mailbox is closed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v msmtp >/dev/null || apt-get install -y -qq --no-install-recommends msmtp >/dev/null 2>&1
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check aiosmtpd==1.4.6
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
import smtplib
import socket
import subprocess
from aiosmtpd.controller import Controller
class Office:
    kept = []
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        self.kept += envelope.rcpt_tos
        return "250 OK"
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
office = Controller(Office(), hostname="127.0.0.1", port=port)
office.start()
MAIL = "Subject: disk full\n\nplease look\n"
for people in (["one@x.example", "two@x.example"], ["one@x.example", "two@x.example", "gone@x.example"]):
    command = ["msmtp", "--file=/dev/null", "--host=127.0.0.1", f"--port={port}", "--from=a@x.example", *people]
    ended = subprocess.run(command, input=MAIL.encode(), capture_output=True)
    print("msmtp:", ended.returncode, Office.kept)
    Office.kept.clear()
with smtplib.SMTP("127.0.0.1", port) as line:
    line.sendmail("a@x.example", people, MAIL)
print("smtplib:", Office.kept)
office.stop()
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
msmtp: 0 ['one@x.example', 'two@x.example']
msmtp: 65 []
smtplib: ['one@x.example', 'two@x.example']
SEEN
