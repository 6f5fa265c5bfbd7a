#!/bin/bash
# dateparser 1.5.0, Vietnamese, "17 giờ ngày 25/10": 17 o'clock on 25 October ("giờ" is both o'clock and hour)
# Guess: that moment, as "17:00 25/10" is, or None.
# Seen: seventeen hours from now, ahead or ago by PREFER_DATES_FROM: the day that stands there is passed over without a
# word. "8 giờ 30" (half past eight) is eight hours from now, while "3 ngày nữa" (in three days) is None.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check dateparser==1.5.0
"$folder/venv/bin/python" -W ignore - > "$folder/seen" <<'PY'
from datetime import datetime
import dateparser
tuesday = datetime(2025, 10, 21, 9, 0)
for said in ("17:00 25/10", "17 giờ ngày 25/10", "17 giờ ngày 25/10/2025", "8 giờ 30", "3 ngày nữa"):
    read = [
        dateparser.parse(said, languages=["vi"], settings={"RELATIVE_BASE": tuesday, "PREFER_DATES_FROM": side})
        for side in ("past", "future")
    ]
    print(said, *read, sep=" | ")
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
17:00 25/10 | 2024-10-25 17:00:00 | 2025-10-25 17:00:00
17 giờ ngày 25/10 | 2025-10-20 16:00:00 | 2025-10-22 02:00:00
17 giờ ngày 25/10/2025 | 2025-10-20 16:00:00 | 2025-10-22 02:00:00
8 giờ 30 | 2025-10-21 01:00:00 | 2025-10-21 17:00:00
3 ngày nữa | None | None
SEEN
