#!/bin/bash
# openpyxl 3.1.5, a workbook saved as "Strict Open XML" (ISO/IEC 29500 strict)
# Guess: it is read like any other, or refused in words.
# Seen: it opens without a word and has no sheet at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q openpyxl==3.1.5
real=$("$folder/venv/bin/python" - "$folder" <<'PY'
import re, sys, zipfile
from openpyxl import Workbook, load_workbook
path = sys.argv[1] + "/a.xlsx"
book = Workbook()
book.active["A1"] = "text"
book.save(path)
with zipfile.ZipFile(path) as package:
    parts = {name: package.read(name) for name in package.namelist()}
usual = re.compile(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/(main|relationships)")
with zipfile.ZipFile(path, "w") as package:
    for name, content in parts.items():
        strict = name.startswith("xl/")
        changed = usual.sub(rb"http://purl.oclc.org/ooxml/\1/\2", content)
        package.writestr(name, changed if strict else content)
try:
    print(load_workbook(path).sheetnames)
except Exception as refused:
    print(type(refused).__name__, refused)
PY
)
expected='[]'
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
