#!/bin/bash
# humanize 4.17.0, Vietnamese, how long until a deadline
# Guess: "3 giờ nữa" or "sau 3 giờ" (in three hours), as the past is rightly "3 giờ trước".
# Seen: "3 giờ ngày tới": the words for "from now" say "the coming days", so that three hours read as three
# o'clock of the coming days, and tomorrow as "một ngày ngày tới"; 400 days ahead are "1 năm 1 tháng ngày tới".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check humanize==4.17.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from datetime import timedelta
import humanize
humanize.i18n.activate("vi_VN")
for span in (timedelta(hours=3), timedelta(minutes=-5), timedelta(hours=-3), timedelta(days=-1), timedelta(days=-400)):
    print(humanize.naturaltime(span))
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
3 giờ trước
5 phút ngày tới
3 giờ ngày tới
một ngày ngày tới
1 năm 1 tháng ngày tới
SEEN
