#!/usr/bin/env bash
# pypdf 7.1.1, reportlab 5.1.0.
# Guess: add_page makes a copy for the new file: one form added once for each office, with its name laid over each by merge_page,
# gives a page for each office.
# Seen: the copies share their content until the file is written: every page bears the names of all. A rotation is kept apart.
# With the form opened anew for each office, each page bears its own name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pypdf==7.1.1 reportlab==5.1.0
cat >look.py <<'PY'
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

OFFICES = ("So Y te", "So Xay dung")


def page_of(name: str, text: str, height: int) -> str:
    canvas = Canvas(name)
    canvas.drawString(72, height, text)
    canvas.save()
    return name


def made(name: str, forms: list[PdfReader]) -> None:
    writer = PdfWriter()
    for form, office in zip(forms, OFFICES):
        page = writer.add_page(form.pages[0])
        page.merge_page(PdfReader(page_of("name.pdf", office, 650)).pages[0])
    writer.pages[0].rotate(90)
    writer.write(name)
    for page in PdfReader(name).pages:
        print(name, page.rotation, page.extract_text().split("\n"))


form = page_of("form.pdf", "Giay moi", 700)
made("opened-once.pdf", [PdfReader(form)] * 2)
made("opened-anew.pdf", [PdfReader(form), PdfReader(form)])
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
opened-once.pdf 90 ['Giay moi', 'So Y te', 'So Xay dung', '']
opened-once.pdf 0 ['Giay moi', 'So Y te', 'So Xay dung', '']
opened-anew.pdf 90 ['Giay moi', 'So Y te', '']
opened-anew.pdf 0 ['Giay moi', 'So Xay dung', '']
TXT
