#!/usr/bin/env bash
# docx2python 3.7.1, docx2txt 0.9, mammoth 1.13.0, python-docx 1.2.0.
# Guess: a number of a document typed with non-breaking hyphens (Ctrl+Shift+hyphen in Word) keeps a hyphen of some kind.
# Seen: docx2python and docx2txt know w:tab and w:br, but drop w:noBreakHyphen: "15-KH/TU" comes as "15KH/TU" and the span
# of days "20-25/10" as "2025/10". python-docx and mammoth keep it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx2python==3.7.1 docx2txt==0.9 mammoth==1.13.0 python-docx==1.2.0
cat >look.py <<'PY'
import docx2txt
import mammoth
from docx import Document
from docx.oxml import OxmlElement
from docx2python import docx2python

document = Document()
run = document.add_paragraph().add_run()
for part in ("Kế hoạch 15", "-", "KH/TU, từ 20", "-", "25/10"):
    run._r.append(OxmlElement("w:noBreakHyphen")) if part == "-" else run.add_text(part)
document.save("number.docx")
print("docx2python", docx2python("number.docx").text)
print("docx2txt   ", docx2txt.process("number.docx"))
print("mammoth    ", mammoth.extract_raw_text("number.docx").value.strip())
print("python-docx", Document("number.docx").paragraphs[0].text)
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
docx2python Kế hoạch 15KH/TU, từ 2025/10
docx2txt    Kế hoạch 15KH/TU, từ 2025/10
mammoth     Kế hoạch 15‑KH/TU, từ 20‑25/10
python-docx Kế hoạch 15-KH/TU, từ 20-25/10
TXT
