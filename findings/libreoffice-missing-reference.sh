#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), python-docx 1.2.0.
# Guess: a cross-reference keeps the text that Word last showed for it, whatever the document is converted to.
# Seen: where the bookmark is gone (its paragraph was deleted since, and nobody updated the fields) .docx to .docx keeps "Phụ lục 2";
# by way of .doc, "Error: Reference source not found" stands there, in English, as if the author had written it.
set -euo pipefail
command -v soffice >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0
cat >make.py <<'PY'
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")
document = Document()
paragraph = document.add_paragraph("Theo ")
for part in (
    "<w:fldChar w:fldCharType='begin'/>",
    r"<w:instrText xml:space='preserve'> REF _Ref123456789 \h </w:instrText>",
    "<w:fldChar w:fldCharType='separate'/>",
    "<w:t>Phụ lục 2</w:t>",
    "<w:fldChar w:fldCharType='end'/>",
):
    paragraph._p.append(parse_xml(f"<w:r {W}>{part}</w:r>"))
document.save("plan.docx")
PY
cat >look.py <<'PY'
import re
from zipfile import ZipFile

for name in ("plan.docx", "again/plan.docx", "from-doc/plan.docx"):
    content = ZipFile(name).read("word/document.xml").decode()
    print(name, "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)<", content)))
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "${@:3}" >/dev/null 2>&1; }
venv/bin/python make.py
convert "docx:MS Word 2007 XML" again plan.docx
convert doc doc plan.docx
convert "docx:MS Word 2007 XML" from-doc doc/plan.doc
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
plan.docx Theo Phụ lục 2
again/plan.docx Theo Phụ lục 2
from-doc/plan.docx Theo Error: Reference source not found
TXT
