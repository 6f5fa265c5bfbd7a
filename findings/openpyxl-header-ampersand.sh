#!/usr/bin/env bash
# openpyxl 3.1.5, xlsxwriter 3.3.1.
# Guess: "&&" in a header of a sheet is an ampersand: "Sở KH&CN" at the left and "Tháng 10" in the middle come as they are.
# Seen: the second half of "&&C" is taken for the mark of the middle: the name of the office ends at "Sở KH&" and the rest of it
# opens the middle. With "&&L" or "&&R" alike; with "&&D" it is right. Excel and LibreOffice show what was meant.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1
cat >look.py <<'PY'
import xlsxwriter
from openpyxl import load_workbook

for office in ("Sở KH&&CN", "Phòng A&&D"):
    book = xlsxwriter.Workbook("headed.xlsx")
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Nhiệm vụ")
    sheet.set_header(f"&L{office}&CTháng 10&RTrang &P")
    book.close()
    header = load_workbook("headed.xlsx").active.oddHeader
    print([part.text for part in (header.left, header.center, header.right)])
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
['Sở KH&', 'N&CTháng 10', 'Trang &P']
['Phòng A&&D', 'Tháng 10', 'Trang &P']
TXT
