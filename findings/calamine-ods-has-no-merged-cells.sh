#!/usr/bin/env bash
# python-calamine 0.9.1, openpyxl 3.1.5, LibreOffice 7.4 (Debian 12).
# Guess: `merged_cell_ranges` tells merged cells of an .ods as it does of .xlsx and .xls.
# Seen: for .ods it is None, merged or not; the cells that a merged one covers look empty, so that a unit written once beside
# three tasks belongs to the first of them only.
set -euo pipefail
command -v soffice >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5
cat >make.py <<'PY'
from openpyxl import Workbook

book = Workbook()
for row in (["Rà soát", "VP"], ["Kiểm tra", None]):
    book.active.append(row)
book.active.merge_cells("B1:B2")
book.save("merged.xlsx")
PY
venv/bin/python make.py
for kind in xls ods; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$kind" merged.xlsx >/dev/null 2>&1
done
venv/bin/python - <<'PY' | tee seen
from python_calamine import load_workbook

for kind in ("xlsx", "xls", "ods"):
    sheet = load_workbook(f"merged.{kind}").get_sheet_by_index(0)
    print(kind, sheet.merged_cell_ranges, sheet.to_python())
PY
diff seen - <<'TXT'
xlsx [((0, 1), (1, 1))] [['Rà soát', 'VP'], ['Kiểm tra', '']]
xls [((0, 1), (1, 1))] [['Rà soát', 'VP'], ['Kiểm tra', '']]
ods None [['Rà soát', 'VP'], ['Kiểm tra', '']]
TXT
