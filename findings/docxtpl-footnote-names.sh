#!/usr/bin/env bash
# docxtpl 0.20.2.
# Guess: get_undeclared_template_variables names every placeholder that render fills.
# Seen: render fills the footnotes, too, but they are not looked at: a name that stands in a footnote alone is not told beforehand,
# and with StrictUndefined it is the one that breaks the report. A name in the header is told.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docxtpl==0.20.2
cat >look.py <<'PY'
import re
from zipfile import ZipFile

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docxtpl import DocxTemplate

W = nsdecls("w")
NOTE = "<w:p><w:r><w:t>số {{ number }}</w:t></w:r></w:p>"
document = Document()
paragraph = document.add_paragraph("Theo {{ decree }}")
document.sections[0].header.paragraphs[0].text = "{{ office }}"
paragraph._p.append(parse_xml(f"<w:r {W}><w:footnoteReference w:id='1'/></w:r>"))
notes = f"<w:footnotes {W}><w:footnote w:id='1'>{NOTE}</w:footnote></w:footnotes>".encode()
part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes, document.part.package)
document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
document.save("template.docx")
print("told  ", sorted(DocxTemplate("template.docx").get_undeclared_template_variables()))
template = DocxTemplate("template.docx")
template.render({"decree": "Nghị định", "office": "Văn phòng", "number": "30"})
template.save("filled.docx")
print("filled", re.findall("<w:t.*?>(.*?)</w:t>", ZipFile("filled.docx").read("word/footnotes.xml").decode()))
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
told   ['decree', 'office']
filled ['số 30']
TXT
