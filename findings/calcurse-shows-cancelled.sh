#!/bin/bash
# calcurse (Debian), an entry whose STATUS is CANCELLED in an imported calendar
# Guess: it is left out, or shown as cancelled, as Google and Thunderbird do.
# Seen with 4.7.1: it stands there like any other, with nothing about its end: the word must be in the SUMMARY, too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q calcurse >/dev/null 2>&1
dpkg -x calcurse_*.deb .
mkdir data
cat > one.ics <<'ICS'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VEVENT
UID:a@x
DTSTAMP:20251001T000000Z
SEQUENCE:1
DTSTART;VALUE=DATE:20251027
DTEND;VALUE=DATE:20251028
SUMMARY:Away
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
ICS
usr/bin/calcurse -q -D data -i one.ics >/dev/null
real=$(grep -o "^10/27/2025.*Away$" data/apts | sed 's/>[0-9a-f]*//' || true)
expected="10/27/2025 [1] Away"
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
