#!/usr/bin/env bash
# polars 2.1.0, fastexcel 0.21.0, xlsxwriter 3.3.1.
# Guess: read_excel infers types from the first rows, as read_csv does, and refuses what does not fit them further down.
# Seen: what does not fit becomes null without a word: "cuối tháng" in a column of days cannot be told from an empty cell. Where
# that leaves nothing in the row, the row itself is gone. read_csv raises ComputeError for the same rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.3.1
cat >look.py <<'PY'
from datetime import datetime

import polars
import xlsxwriter

ROWS, LATE, BOTH = 150, 130, 140
book = xlsxwriter.Workbook("late.xlsx")
sheet, shown = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
sheet.write_row(0, 0, ["STT", "Hạn"])
for row in range(1, ROWS + 1):
    sheet.write_number(row, 0, row)
    sheet.write_datetime(row, 1, datetime(2025, 10, 25), shown)
sheet.write_string(LATE, 1, "cuối tháng")
sheet.write_row(BOTH, 0, ["bổ sung", "cuối tháng"])
book.close()
read = polars.read_excel("late.xlsx")
print("rows", len(read), "of", ROWS)
print(read.row(LATE - 1), "next to", read.row(LATE))
print(read.row(BOTH - 2), "then", read.row(BOTH - 1))
with open("late.csv", "w") as file:
    file.write("STT\n" + "1\n" * LATE + "bổ sung\n")
try:
    polars.read_csv("late.csv")
except polars.exceptions.ComputeError as refused:
    print("read_csv:", type(refused).__name__)
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
rows 149 of 150
(130, None) next to (131, datetime.date(2025, 10, 25))
(139, datetime.date(2025, 10, 25)) then (141, datetime.date(2025, 10, 25))
read_csv: ComputeError
TXT
