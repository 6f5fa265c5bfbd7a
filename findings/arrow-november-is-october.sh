#!/bin/bash
# arrow 1.4.0, Vietnamese, reading back the name of a month at the end of a text
# Guess: what arrow itself wrote by a format, it reads by the same format: "20 Tháng Mười Một" is 20 November.
# Seen: 20 October: "Tháng Mười" (October) is tried before "Tháng Mười Một" and "Tháng Mười Hai", and the word that is
# left over is taken for the text around. With the year behind the month it is right, so tests are easily green.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check arrow==1.4.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
import arrow
for month in (10, 11, 12):
    for form in ("D MMMM YYYY", "YYYY, D MMMM"):
        written = arrow.get(2025, month, 20).format(form, locale="vi")
        print(f"{written}: {arrow.get(written, form, locale='vi').date()}")
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
20 Tháng Mười 2025: 2025-10-20
2025, 20 Tháng Mười: 2025-10-20
20 Tháng Mười Một 2025: 2025-11-20
2025, 20 Tháng Mười Một: 2025-10-20
20 Tháng Mười Hai 2025: 2025-12-20
2025, 20 Tháng Mười Hai: 2025-10-20
SEEN
