#!/usr/bin/env bash
# Babel 2.19.0.
# Guess: parse_date for a locale that writes the day first refuses a month 25.
# Seen: day and month change places without a word: of a list written month first (an export from an American program) the 1st
# to the 12th are read one way and the rest the other; nothing in it is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check Babel==2.19.0
cat >look.py <<'PY'
from babel.dates import parse_date

for written in ("10/05/2025", "10/12/2025", "10/13/2025", "10/25/2025"):
    print(written, parse_date(written, locale="vi").strftime("%d %b"))
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
10/05/2025 10 May
10/12/2025 10 Dec
10/13/2025 13 Oct
10/25/2025 25 Oct
TXT
