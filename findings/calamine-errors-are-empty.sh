#!/usr/bin/env bash
# python-calamine 0.9.1, openpyxl 3.1.5.
# Guess: a cell that shows #N/A comes as "#N/A", or raises, as in other readers of workbooks.
# Seen: `to_python` gives an empty text, just as for an empty cell: whether a date is missing or broken cannot be told.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5
cat >look.py <<'PY'
from openpyxl import Workbook, load_workbook
from python_calamine import load_workbook as calamine

book = Workbook()
book.active.append(["Rà soát", "#N/A", None, "#REF!", "VP"])
book.save("errors.xlsx")
print("openpyxl ", [cell.value for cell in load_workbook("errors.xlsx").active[1]])
print("calamine ", calamine("errors.xlsx").get_sheet_by_index(0).to_python())
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
openpyxl  ['Rà soát', '#N/A', None, '#REF!', 'VP']
calamine  [['Rà soát', '', '', '', 'VP']]
TXT
