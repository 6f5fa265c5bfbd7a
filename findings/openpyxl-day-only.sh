#!/bin/bash
# openpyxl 3.1.5, metadata whose date has no time (W3CDTF allows a day alone)
# Guess: the day is read, or left out; the sheets are read in any case.
# Seen: the whole workbook is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q openpyxl==3.1.5
real=$("$folder/venv/bin/python" - "$folder" <<'PY'
import re, sys, zipfile
from openpyxl import Workbook, load_workbook
path = sys.argv[1] + "/a.xlsx"
Workbook().save(path)
with zipfile.ZipFile(path) as package:
    parts = {name: package.read(name) for name in package.namelist()}
with zipfile.ZipFile(path, "w") as package:
    for name, content in parts.items():
        day = re.sub(rb"(\d{4}-\d\d-\d\d)T[\d:]+Z", rb"\1", content)
        package.writestr(name, day if name == "docProps/core.xml" else content)
try:
    print(load_workbook(path).sheetnames)
except Exception as refused:
    print(type(refused).__name__)
PY
)
expected=TypeError
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
