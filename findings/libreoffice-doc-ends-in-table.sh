#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), python-docx 1.2.0.
# Guess: a .docx whose body ends in a table, saved as .doc and back by LibreOffice, keeps the table.
# Seen: the .doc that it writes holds every mark of cells and rows; reading its own file it finds no table and runs all the
# cells together in one paragraph. As .odt or .rtf, or with one empty paragraph after the table, the table is kept.
set -euo pipefail
command -v soffice >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0
cat >make.py <<'PY'
from docx import Document

for name in ("ends-in-table", "ends-in-paragraph"):
    document = Document()
    document.add_paragraph("Phụ lục")
    table = document.add_table(2, 2)
    for at, text in enumerate(("STT", "Nhiệm vụ", "1", "Rà soát")):
        table.cell(at // 2, at % 2).text = text
    if name.endswith("paragraph"):
        document.add_paragraph("")
    document.save(f"{name}.docx")
PY
cat >count.py <<'PY'
import sys

from docx import Document

for name in sys.argv[1:]:
    document = Document(name)
    print(name, len(document.tables), [each.text for each in document.paragraphs])
PY
venv/bin/python make.py
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "${@:3}" >/dev/null 2>&1; }
for kind in doc odt rtf; do
  convert "$kind" "$kind" ends-in-table.docx ends-in-paragraph.docx
  convert "docx:MS Word 2007 XML" "back-$kind" "$kind/ends-in-table.$kind" "$kind/ends-in-paragraph.$kind"
done
venv/bin/python count.py back-*/*.docx | tee seen
diff seen - <<'TXT'
back-doc/ends-in-paragraph.docx 1 ['Phụ lục', '']
back-doc/ends-in-table.docx 0 ['Phụ lục', 'STTNhiệm vụ1Rà soát']
back-odt/ends-in-paragraph.docx 1 ['Phụ lục', '']
back-odt/ends-in-table.docx 1 ['Phụ lục', '']
back-rtf/ends-in-paragraph.docx 1 ['Phụ lục', '']
back-rtf/ends-in-table.docx 1 ['Phụ lục', '']
TXT
