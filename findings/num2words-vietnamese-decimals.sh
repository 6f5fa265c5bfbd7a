#!/bin/bash
# num2words 0.5.14, Vietnamese words of decimals and of numbers below zero
# Guess: 2.05 keeps its zero ("hai phẩy không năm"), a number below zero begins with "âm" as in other languages.
# Seen: digits are read as if there were always two of them: 2.05 is "hai phẩy năm", which everybody hears as 2.5, while
# 2.5 itself is "hai phẩy năm mươi" (two point fifty); from the third digit on they are rounded away; -5 is
# "mười lăm", fifteen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check num2words==0.5.14
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from num2words import num2words
for number in (5, 15, 2.5, 2.05, 1.005, -5):
    print(f"{number}: {num2words(number, lang='vi')} ({num2words(number, lang='en')})")
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
5: năm (five)
15: mười lăm (fifteen)
2.5: hai phẩy năm mươi (two point five)
2.05: hai phẩy năm (two point zero five)
1.005: một (one point zero zero five)
-5: mười lăm (minus five)
SEEN
