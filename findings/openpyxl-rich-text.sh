#!/bin/bash
# openpyxl 3.1.5, cells of several fonts read with rich_text=True
# Guess: such a value is some kind of text: it can stand in a set, and is equal to the words it shows.
# Seen: it is a list: unhashable, and equal to nothing but such a list.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q openpyxl==3.1.5
real=$("$folder/venv/bin/python" - "$folder" <<'PY'
import sys
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
path = sys.argv[1] + "/a.xlsx"
book = Workbook()
book.active["A1"] = CellRichText("a", TextBlock(InlineFont(b=True), "b"))
book.save(path)
value = load_workbook(path, rich_text=True).active["A1"].value
try:
    print(isinstance(value, list), value == "ab", value in {"#N/A"})
except TypeError as refused:
    print(isinstance(value, list), value == "ab", refused)
PY
)
expected='True False unhashable type: '"'"'CellRichText'"'"''
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
