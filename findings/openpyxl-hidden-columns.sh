#!/usr/bin/env bash
# openpyxl 3.1.5, xlsxwriter 3.3.1.
# Guess: columns B to D were hidden together: column_dimensions says of each that it is hidden, and asking changes nothing.
# Seen: only B says so, because one <col min="2" max="4"> stands for the three: who skips hidden columns reads C and D. And asking
# makes an entry: the saved file has two entries for C and D that contradict one another, which the format does not allow.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1
cat >look.py <<'PY'
import re
from zipfile import ZipFile

import xlsxwriter
from openpyxl import load_workbook

book = xlsxwriter.Workbook("hidden.xlsx")
sheet = book.add_worksheet()
sheet.write_row(0, 0, ["Nhiệm vụ", "nháp", "nháp", "nháp", "Hạn"])
sheet.set_column("B:D", None, None, {"hidden": True})
book.close()
book = load_workbook("hidden.xlsx")
print({letter: book.active.column_dimensions[letter].hidden for letter in "BCDE"})
book.save("saved.xlsx")
for name in ("hidden.xlsx", "saved.xlsx"):
    content = ZipFile(name).read("xl/worksheets/sheet1.xml").decode()
    spans = [re.findall(r"""(min|max|hidden)="(\d+)\"""", each) for each in re.findall("<col .*?>", content)]
    print(name, [" ".join(f"{key}={value}" for key, value in sorted(each)) for each in spans])
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
{'B': True, 'C': False, 'D': False, 'E': False}
hidden.xlsx ['hidden=1 max=4 min=2']
saved.xlsx ['hidden=1 max=4 min=2', 'max=3 min=3', 'max=4 min=4', 'max=5 min=5']
TXT
