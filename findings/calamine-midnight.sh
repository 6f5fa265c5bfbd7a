#!/usr/bin/env bash
# python-calamine 0.9.1, xlsxwriter 3.3.1, openpyxl 3.1.5.
# Guess: a column whose cells all show day and time comes as datetimes: they can be sorted and compared.
# Seen: a moment that falls on midnight comes as a date, its neighbours as datetimes: sorting such a column raises TypeError,
# but only in the month in which somebody closed at midnight. openpyxl tells a datetime for each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-calamine==0.9.1 xlsxwriter==3.3.1 openpyxl==3.1.5
cat >look.py <<'PY'
from datetime import datetime

import xlsxwriter
from openpyxl import load_workbook
from python_calamine import load_workbook as calamine

book = xlsxwriter.Workbook("moments.xlsx")
sheet, shown = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
for row, moment in enumerate((datetime(2025, 10, 24, 17), datetime(2025, 10, 25), datetime(2025, 10, 25, 8))):
    sheet.write_datetime(row, 0, moment, shown)
book.close()
cells = [row[0] for row in calamine("moments.xlsx").get_sheet_by_index(0).to_python()]
print("openpyxl ", [type(cell.value).__name__ for cell in load_workbook("moments.xlsx").active["A"]])
print("calamine ", [type(cell).__name__ for cell in cells])
try:
    sorted(cells)
except TypeError as refused:
    print("sorted   ", refused)
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
openpyxl  ['datetime', 'datetime', 'datetime']
calamine  ['datetime', 'date', 'datetime']
sorted    can't compare datetime.datetime to datetime.date
TXT
