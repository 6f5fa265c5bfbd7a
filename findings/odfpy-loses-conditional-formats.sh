#!/usr/bin/env bash
# odfpy 1.4.1, LibreOffice 7.4 (Debian 12), openpyxl 3.1.5.
# Guess: an .ods that is loaded and saved without a change keeps what it has.
# Seen: its conditional formats are gone without a word (load drops every element and attribute of the namespace calcext, in which
# LibreOffice keeps them): nothing turns red any more. Validations and notes stay.
set -euo pipefail
command -v soffice >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check odfpy==1.4.1 openpyxl==3.1.5
cat >make.py <<'PY'
from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

book = Workbook()
sheet = book.active
sheet.append(["Trễ"])
red = PatternFill(bgColor="FF0000")
sheet.conditional_formatting.add("A1:A9", CellIsRule("equal", ["\"Trễ\""], fill=red))
chosen = DataValidation("list", formula1="\"Xong,Trễ\"")
chosen.add("A1:A9")
sheet.add_data_validation(chosen)
book.save("state.xlsx")
PY
cat >look.py <<'PY'
import re
from zipfile import ZipFile

from odf.opendocument import load

load("state.ods").save("saved.ods")
for name in ("state.ods", "saved.ods"):
    content = ZipFile(name).read("content.xml").decode()
    print(name, [len(re.findall(f"<{each} ", content)) for each in ("calcext:condition", "table:content-validation")])
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "${@:3}" >/dev/null 2>&1; }
venv/bin/python make.py
convert ods . state.xlsx
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
state.ods [1, 1]
saved.ods [0, 1]
TXT
