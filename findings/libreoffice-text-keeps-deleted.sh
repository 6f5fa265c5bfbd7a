#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), python-docx 1.2.0.
# Guess: a .docx saved as text by LibreOffice holds what its pages show: what was deleted with changes tracked and what is hidden
# is left out, or marked; a text box is in.
# Seen: deleted, inserted and hidden text run together, so that a day moved from 20/10 to 25/10 reads "20/1025/10"; and the text
# of the box is gone. Saved as .pdf the hidden words are out and the box is in.
set -euo pipefail
for each in soffice:libreoffice-writer-nogui pdftotext:poppler-utils; do
  command -v "${each%:*}" >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends "${each#*:}"; }
done
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
V = "xmlns:v=\"urn:schemas-microsoft-com:vml\""
document = Document()
paragraph = document.add_paragraph("Hạn ")
for kind, word, day in (("del", "delText", "20/10"), ("ins", "t", "25/10")):
    run = f"<w:r><w:{word}>{day}</w:{word}></w:r>"
    paragraph._p.append(parse_xml(f"<w:{kind} {W} w:id=\"1\" w:author=\"An\">{run}</w:{kind}>"))
paragraph = document.add_paragraph("Nộp ")
paragraph.add_run("cho An ").font.hidden = True
paragraph.add_run("đúng hạn")
box = "<w:txbxContent><w:p><w:r><w:t>KHẨN</w:t></w:r></w:p></w:txbxContent>"
shape = f"<v:shape style=\"width:99pt;height:40pt\"><v:textbox>{box}</v:textbox></v:shape>"
document.add_paragraph("Bên ")._p.append(parse_xml(f"<w:r {W} {V}><w:pict>{shape}</w:pict></w:r>"))
document.save("plan.docx")
PY
cat >look.py <<'PY'
print(open("plan.txt", encoding="utf-8-sig").read().split("\n"))
print("pdf: hidden", "cho An" in open("pdf.txt").read(), "box", "KHẨN" in open("pdf.txt").read())
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "${@:3}" >/dev/null 2>&1; }
venv/bin/python make.py
convert "txt:Text (encoded):UTF8" . plan.docx
convert pdf . plan.docx
pdftotext plan.pdf pdf.txt
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
['Hạn 20/1025/10', 'Nộp cho An đúng hạn', 'Bên ', '']
pdf: hidden False box True
TXT
