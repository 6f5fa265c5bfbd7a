#!/bin/bash
# openpyxl 3.1.5, texts with a carriage return as Excel writes them
# Guess: a text kept as "a_x000D_&#10;b" comes back with its line break.
# Seen: the seven characters of the escape stay in the text; the standard's ST_Xstring is not undone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q openpyxl==3.1.5
real=$("$folder/venv/bin/python" - "$folder" <<'PY'
import sys, zipfile
from openpyxl import Workbook, load_workbook
path = sys.argv[1] + "/a.xlsx"
book = Workbook()
book.active["A1"] = "MARK"
book.save(path)
with zipfile.ZipFile(path) as package:
    parts = {name: package.read(name) for name in package.namelist()}
with zipfile.ZipFile(path, "w") as package:
    for name, content in parts.items():
        package.writestr(name, content.replace(b"MARK", b"a_x000D_&#10;b"))
print(repr(load_workbook(path).active["A1"].value))
PY
)
expected=''"'"'a_x000D_\nb'"'"''
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
