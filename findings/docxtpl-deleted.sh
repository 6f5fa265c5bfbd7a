#!/bin/bash
# docxtpl 0.20.2, a template in which a placeholder was deleted with changes tracked
# Guess: what Word strikes out is no part of the template.
# Seen: the deleted placeholder is asked for, and with StrictUndefined the report cannot be made.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q docxtpl==0.20.2
real=$("$folder/venv/bin/python" - "$folder" <<'PY'
import io
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
document, made = Document(), io.BytesIO()
paragraph = document.add_paragraph("{{ month }}")._p
run = "<w:r><w:delText>{{ before }}</w:delText></w:r>"
paragraph.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a">{run}</w:del>'))
document.save(made)
template = DocxTemplate(made)
try:
    template.render({"month": "10"}, Environment(undefined=StrictUndefined))
    print("rendered")
except Exception as refused:
    print(type(refused).__name__, refused)
PY
)
expected='UndefinedError '"'"'before'"'"' is undefined'
echo "$real"
[ "$real" = "$expected" ] || { echo "changed; expected: $expected"; exit 1; }
