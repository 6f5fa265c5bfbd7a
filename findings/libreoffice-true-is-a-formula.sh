#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), openpyxl 3.1.5.
# Guess: a cell that says TRUE is TRUE again in the .xlsx that LibreOffice saves.
# Seen: it is the formula =TRUE(): openpyxl gives that text, unless asked for computed values; and a workbook of bare values
# has become one of formulas. A number and a text stay what they were.
set -euo pipefail
command -v soffice >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
cat >make.py <<'PY'
from openpyxl import Workbook

book = Workbook()
book.active.append([True, 1, "TRUE"])
book.save("done.xlsx")
PY
cat >look.py <<'PY'
from openpyxl import load_workbook

for name in ("done.xlsx", "again/done.xlsx"):
    for computed in (False, True):
        print(name, computed, [cell.value for cell in load_workbook(name, data_only=computed).active[1]])
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "${@:3}" >/dev/null 2>&1; }
venv/bin/python make.py
convert xlsx again done.xlsx
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
done.xlsx False [True, 1, 'TRUE']
done.xlsx True [True, 1, 'TRUE']
again/done.xlsx False ['=TRUE()', 1, 'TRUE']
again/done.xlsx True [True, 1, 'TRUE']
TXT
