#!/bin/bash
# ics 0.7.3 (ics.py), a calendar without CALSCALE, which is optional, read and written again
# Guess: it stays without, or gets the one value that RFC 5545 knows, GREGORIAN.
# Seen: CALSCALE:GEORGIAN, a calendar that does not exist; a time with TZID comes out in UTC.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check ics==0.7.3
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from ics import Calendar
lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//due days//EN", "BEGIN:VEVENT", "UID:1@example.org",
    "DTSTAMP:20251001T000000Z", "DTSTART;TZID=Asia/Ho_Chi_Minh:20251025T080000", "SUMMARY:Giao ban",
    "END:VEVENT", "END:VCALENDAR", "",
]
print(Calendar("\r\n".join(lines)).serialize().replace("\r", ""))
PY
cat "$folder/seen"
diff <(grep -E "CALSCALE|DTSTART" "$folder/seen") - <<'SEEN'
CALSCALE:GEORGIAN
DTSTART:20251025T010000Z
SEEN
