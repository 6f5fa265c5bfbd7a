#!/usr/bin/env bash
# pyexcel-ods 0.6.0, pyexcel-ods3 0.6.1, python-calamine 0.9.1, odfpy 1.4.1.
# Guess: a sum of money in an .ods is a number, as it is for an .xlsx: sums over the column can be made.
# Seen: both readers of pyexcel glue the currency to it and give a text, "500 VND"; a percentage stays a number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyexcel-ods==0.6.0 pyexcel-ods3==0.6.1 pyexcel-io==0.6.8 python-calamine==0.9.1 odfpy==1.4.1
cat >look.py <<'PY'
import pyexcel_ods
import pyexcel_ods3
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from python_calamine import load_workbook

document, row = OpenDocumentSpreadsheet(), TableRow()
for shown, facts in (
    ("500 ₫", {"valuetype": "currency", "value": "500", "currency": "VND"}),
    ("50%", {"valuetype": "percentage", "value": "0.5"}),
    ("500", {"valuetype": "float", "value": "500"}),
):
    cell = TableCell(**facts)
    cell.addElement(P(text=shown))
    row.addElement(cell)
table = Table(name="A")
table.addElement(row)
document.spreadsheet.addElement(table)
document.save("money.ods")
print("pyexcel-ods ", pyexcel_ods.get_data("money.ods")["A"])
print("pyexcel-ods3", pyexcel_ods3.get_data("money.ods")["A"])
print("calamine    ", load_workbook("money.ods").get_sheet_by_index(0).to_python())
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
pyexcel-ods  [['500 VND', 0.5, 500]]
pyexcel-ods3 [['500 VND', 0.5, 500]]
calamine     [[500.0, 0.5, 500.0]]
TXT
