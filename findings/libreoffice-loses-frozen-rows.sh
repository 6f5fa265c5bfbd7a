#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), openpyxl 3.1.5.
# Guess: a workbook converted by soffice --headless keeps its frozen heading, as one saved from the window does.
# Seen: frozen rows and columns are gone in .xlsx, .ods and .xls alike; rows repeated in print and filters stay.
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
sheet = book.active
sheet.append(["Nhiệm vụ", "Hạn"])
sheet.append(["Rà soát", "25/10"])
sheet.freeze_panes = "B2"
sheet.print_title_rows = "1:1"
sheet.auto_filter.ref = "A1:B2"
book.save("plan.xlsx")
PY
cat >look.py <<'PY'
from openpyxl import load_workbook

for name in ("plan.xlsx", "again/plan.xlsx", "from-ods/plan.xlsx", "from-xls/plan.xlsx"):
    sheet = load_workbook(name).active
    print(name, sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref)
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "${@:3}" >/dev/null 2>&1; }
venv/bin/python make.py
convert xlsx again plan.xlsx
convert ods ods plan.xlsx
convert xls xls plan.xlsx
convert xlsx from-ods ods/plan.ods
convert xlsx from-xls xls/plan.xls
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
plan.xlsx B2 $1:$1 A1:B2
again/plan.xlsx None $1:$1 A1:B2
from-ods/plan.xlsx None $1:$1 A1:B2
from-xls/plan.xlsx None $1:$1 A1:B2
TXT
