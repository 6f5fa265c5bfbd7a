#!/bin/bash
# python-docx 1.2.0, an equation in the middle of a sentence
# Guess: paragraph.text has its letters and digits, as they are read on the page.
# Seen: they are gone: "Giảm 30% thời gian" becomes "Giảm  thời gian".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q python-docx==1.2.0
real=$("$folder/venv/bin/python" - "$folder" <<'PY'
from docx import Document
from docx.oxml import parse_xml
paragraph = Document().add_paragraph("Giảm ")
space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{space}"><m:r><m:t>30%</m:t></m:r></m:oMath>'))
paragraph.add_run(" thời gian")
print(repr(paragraph.text))
PY
)
expected=''"'"'Giảm  thời gian'"'"''
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
