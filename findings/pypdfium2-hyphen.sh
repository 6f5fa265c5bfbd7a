#!/usr/bin/env bash
# pypdfium2 5.15.2, fpdf2 2.8.9, pdfplumber 0.11.10.
# Guess: "QĐ-" at the end of a line and "UBND" at the beginning of the next come as "QĐ-" and "UBND", perhaps as "QĐ-UBND".
# Seen: a hyphen between letters at the end of a line is taken for one of a divided word: instead of it and of the line break
# stands U+FFFE (get_text_range) or U+0002 (get_text_bounded). Beside a digit hyphen and break stay. pdfplumber keeps both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pypdfium2==5.15.2 fpdf2==2.8.9 pdfplumber==0.11.10
cat >look.py <<'PY'
import pdfplumber
from fpdf import FPDF
from pypdfium2 import PdfDocument

file = FPDF()
file.set_font("Times", size=12)
file.add_page()
for at, line in enumerate(("So 15/QD-", "UBND ngay 01-", "10 cua Van phong")):
    file.text(20, 30 + 6 * at, line)
file.output("number.pdf")
text = PdfDocument("number.pdf")[0].get_textpage()
print("range     ", ascii(text.get_text_range()))
print("bounded   ", ascii(text.get_text_bounded()))
print("pdfplumber", ascii(pdfplumber.open("number.pdf").pages[0].extract_text()))
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
range      'So 15/QD\ufffeUBND ngay 01-\r\n10 cua Van phong'
bounded    'So 15/QD\x02UBND ngay 01-\r\n10 cua Van phong'
pdfplumber 'So 15/QD-\nUBND ngay 01-\n10 cua Van phong'
TXT
