#!/bin/bash
# itsdangerous 2.2.0, a link signed by a machine whose clock is a minute ahead (or by this one, before a time service set
# its clock back), read with max_age
# Guess: max_age says how old a signature may be at most; one from the near future is young, hence valid.
# Seen: it is "expired", with an age below zero, and there is nothing by which to allow for clocks, as a JWT's leeway
# does. Without max_age the same link is valid; the time of signing can then be asked for and judged oneself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check itsdangerous==2.2.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
import time
from itsdangerous import BadSignature, TimestampSigner
class Ahead(TimestampSigner):
    def get_timestamp(self):
        return int(time.time()) + 60
link = Ahead("secret").sign("report 7")
for asked in ({"max_age": 7 * 86400}, {}):
    try:
        print(TimestampSigner("secret").unsign(link, **asked).decode())
    except BadSignature as refused:
        print(type(refused).__name__, str(refused).rpartition(" < ")[2])
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
SignatureExpired 0 seconds
report 7
SEEN
