#!/bin/bash
# OpenSMTPD 6.8.0p2 (Debian 12, package opensmtpd), mail to an unknown mailbox and mail that it may not relay
# Guess: a server that announces ENHANCEDSTATUSCODES refuses an unknown mailbox with 5.1.1 and mail
# that it may not relay with 5.7.1, so that the code tells whose affair a refusal is.
# Seen: both are the same plain line without any code, "550 Invalid recipient: <...>". Whoever
# ends an address at such a line ends all of them as soon as a relay is misconfigured.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
command -v smtpd >/dev/null || apt-get install -y -qq --no-install-recommends opensmtpd >/dev/null
cat >"$folder/smtpd.conf" <<'CONF'
listen on 127.0.0.1 port 2598
action "local" mbox
match from any for domain "office.example" action "local"
CONF
smtpd -d -f "$folder/smtpd.conf" >"$folder/log" 2>&1 &
server=$!
python3 - >"$folder/seen" <<'PYTHON'
import smtplib, time

for _ in range(50):
    try:
        line = smtplib.SMTP("127.0.0.1", 2598)
        break
    except OSError:
        time.sleep(0.1)
line.ehlo("client")
print("ENHANCEDSTATUSCODES" in line.esmtp_features or line.has_extn("enhancedstatuscodes"))
line.mail("service@office.example")
for address in ("nobody-of-this-name@office.example", "somebody@elsewhere.example"):
    code, said = line.rcpt(address)
    print(code, said.decode().replace(address, "ADDRESS"))
PYTHON
cat >"$folder/expected" <<'SEEN'
True
550 Invalid recipient: <ADDRESS>
550 Invalid recipient: <ADDRESS>
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
