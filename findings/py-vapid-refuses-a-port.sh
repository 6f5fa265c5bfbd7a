#!/bin/bash
# py-vapid 1.9.6, the contact of a VAPID token given as an https address (RFC 8292, 2.1: "a mailto: or https: URI")
# Guess: any https address is taken, as it is with another host.
# Seen: one with a port or a path is refused, and the message says that there is none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q py-vapid==1.9.6
real=$("$folder/venv/bin/python" - <<'PY'
from py_vapid import Vapid02, VapidException
vapid = Vapid02()
vapid.generate_keys()
for contact in ("https://example.org", "https://example.org:8443", "https://example.org/contact"):
    try:
        vapid.sign({"sub": contact, "aud": "https://push.example.net"})
        print(contact, "taken")
    except VapidException as refused:
        print(contact, str(refused).partition(".")[0])
PY
)
expected="https://example.org taken
https://example.org:8443 Missing 'sub' from claims
https://example.org/contact Missing 'sub' from claims"
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
