#!/bin/bash
# python-docx 1.2.0, rows of a table inside a content control (repeating section)
# Guess: table.rows has them: they are rows on the page.
# Seen: they are left out without a word; so are cells inside a control.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q python-docx==1.2.0
real=$("$folder/venv/bin/python" - "$folder" <<'PY'
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
document = Document()
table = document.add_table(3, 1)
for number, row in enumerate(table.rows):
    row.cells[0].text = str(number)
row = table.rows[1]._tr
control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
row.addprevious(control)
control[0].append(row)
print([each.cells[0].text for each in table.rows])
PY
)
expected='['"'"'0'"'"', '"'"'2'"'"']'
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
