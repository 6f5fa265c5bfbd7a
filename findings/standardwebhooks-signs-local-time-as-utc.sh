#!/bin/bash
# standardwebhooks 1.1.0, an event signed with an aware time of Vietnam
# Guess: an instant is an instant: the signature fits the header webhook-timestamp, seconds since 1970.
# Seen: the zone is struck off and the clock's figures are taken for UTC: what is signed is seven hours ahead of the
# header, and the same library refuses it. The same instant given in UTC is taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check standardwebhooks==1.1.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
import base64
from datetime import datetime, timedelta, timezone
from standardwebhooks import Webhook, WebhookVerificationError

hook = Webhook(base64.b64encode(b"a key for the example, 32 bytes.").decode())
now = datetime.now(timezone.utc)
for name, instant in (("UTC", now), ("Vietnam", now.astimezone(timezone(timedelta(hours=7))))):
    headers = {
        "webhook-id": "1",
        "webhook-timestamp": str(int(instant.timestamp())),
        "webhook-signature": hook.sign("1", instant, "{}"),
    }
    try:
        hook.verify("{}", headers)
        print(name, "taken")
    except WebhookVerificationError as refused:
        print(name, "refused:", refused)
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
UTC taken
Vietnam refused: No matching signature found
SEEN
