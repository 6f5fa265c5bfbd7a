#!/bin/bash
# icalendar 7.3.2, how often a calendar is to be fetched, added as a timedelta like every other duration
# Guess: REFRESH-INTERVAL;VALUE=DURATION:PT6H (RFC 7986 has no default type for it) and X-PUBLISHED-TTL:PT6H.
# Seen: the first without its type, the second as Python prints a timedelta: "6:00:00", which no program reads.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q icalendar==7.3.2
real=$("$folder/venv/bin/python" - <<'PY'
from datetime import timedelta
from icalendar import Calendar
calendar = Calendar()
calendar.add("refresh-interval", timedelta(hours=6))
calendar.add("x-published-ttl", timedelta(hours=6))
print(*calendar.to_ical().decode().split("\r\n")[1:3])
PY
)
expected="REFRESH-INTERVAL:PT6H X-PUBLISHED-TTL:6:00:00"
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
