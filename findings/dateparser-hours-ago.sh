#!/usr/bin/env bash
# dateparser 1.5.0.
# Guess: "17 giờ ngày 25/10/2025" (17 o'clock on 25/10/2025, as every official letter writes it) is that moment, or None.
# Seen: "17 giờ" is taken for "17 hours ago" and the date is dropped; the answer is a moment of yesterday. Written 17:00 it is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dateparser==1.5.0
cat >look.py <<'PY'
from datetime import datetime

import dateparser

settings = {"RELATIVE_BASE": datetime(2025, 10, 1, 8)}
for written in ("17:00 ngày 25/10/2025", "17 giờ ngày 25/10/2025", "trước 17 giờ, ngày 25/10/2025"):
    print(written, "->", dateparser.parse(written, languages=["vi"], settings=settings))
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
17:00 ngày 25/10/2025 -> 2025-10-25 17:00:00
17 giờ ngày 25/10/2025 -> 2025-09-30 15:00:00
trước 17 giờ, ngày 25/10/2025 -> 2025-09-30 15:00:00
TXT
