#!/bin/bash
# openpyxl 3.1.5, a formula whose computed result is an empty text
# Guess: with data_only=True it is "", and None is only what was never computed.
# Seen: both are None: whoever takes None for "not computed" sees errors in =IF(B9="","",1) filled down.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q openpyxl==3.1.5 xlsxwriter==3.2.9
real=$("$folder/venv/bin/python" - "$folder" <<'PY'
import sys
import xlsxwriter
from openpyxl import Workbook, load_workbook
computed, bare = sys.argv[1] + "/a.xlsx", sys.argv[1] + "/b.xlsx"
with xlsxwriter.Workbook(computed) as book:
    book.add_worksheet().write_formula("A1", '=IF(B1="","",1)', None, "")
book = Workbook()
book.active["A1"] = '=IF(B1="","",1)'
book.save(bare)
print([load_workbook(each, data_only=True).active["A1"].value for each in (computed, bare)])
PY
)
expected='[None, None]'
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
