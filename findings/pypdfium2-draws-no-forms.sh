#!/usr/bin/env bash
# pypdfium2 5.15.2, pdfplumber 0.11.10, reportlab 5.1.0.
# Guess: render (may_draw_forms is True unless told otherwise) and to_image draw a page as every viewer shows it.
# Seen: what was typed into a form is not drawn, nor a ticked box, nor the stamp of a visible signature, unless init_forms was called
# after opening and before the first page is taken. pdfplumber does not call it: its picture of such a page is white, too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pypdfium2==5.15.2 pdfplumber==0.11.10 reportlab==5.1.0 pillow==13.0.0
cat >look.py <<'PY'
import pdfplumber
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

canvas = Canvas("form.pdf", pagesize=(300, 200))
canvas.acroForm.textfield(value="Da nop", x=20, y=100, width=200, height=40, fontSize=24)
canvas.showPage()
canvas.save()


def inked(picture: Image.Image) -> bool:
    return picture.convert("L").getextrema()[0] < 64


def drawn(prepared: bool) -> bool:
    file = PdfDocument("form.pdf")
    if prepared:
        file.init_forms()
    return inked(file[0].render(scale=2).to_pil())


print("render after init_forms:", drawn(True))
print("render:", drawn(False))
print("pdfplumber:", inked(pdfplumber.open("form.pdf").pages[0].to_image(resolution=144).original))
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
render after init_forms: True
render: False
pdfplumber: False
TXT
