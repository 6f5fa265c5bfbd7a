#!/usr/bin/env bash
# docx2python 3.7.1, docx2txt 0.9, mammoth 1.13.0, python-docx 1.2.0.
# Guess: a sentence that was moved with changes tracked is read once, as one that was deleted is not read at all.
# Seen: docx2python and docx2txt leave out what was deleted, but give what was moved twice: Word keeps it in w:moveFrom as w:t,
# not as w:delText. A task that was moved counts as two. mammoth reads it once, at its new place.
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
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx2python import docx2python


def tracked(kind: str, word: str, content: str, at: int) -> object:
    run = f"<w:r><w:{word} xml:space=\"preserve\">{content}</w:{word}></w:r>"
    return parse_xml(f"<w:{kind} {nsdecls('w')} w:id=\"{at}\" w:author=\"An\">{run}</w:{kind}>")


document = Document()
first, second = document.add_paragraph(), document.add_paragraph()
first._p.append(tracked("moveFrom", "t", "Rà soát. ", 1))
first._p.append(tracked("del", "delText", "Bỏ. ", 2))
first.add_run("Giữ.")
second._p.append(tracked("moveTo", "t", "Rà soát. ", 3))
document.save("moved.docx")
print("docx2python", docx2python("moved.docx").text.split("\n\n"))
print("docx2txt   ", docx2txt.process("moved.docx").split("\n\n"))
print("mammoth    ", mammoth.extract_raw_text("moved.docx").value.split("\n\n"))
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
docx2python ['Rà soát. Giữ.', 'Rà soát. ']
docx2txt    ['Rà soát. Giữ.', 'Rà soát.']
mammoth     ['Giữ.', 'Rà soát. ', '']
TXT
