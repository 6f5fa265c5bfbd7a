#!/bin/bash
# markitdown 0.1.9 and html2text 2025.4.15, a Word table whose lead unit is merged over two tasks, as plans have it
# Guess: the merged value is repeated, or its place is left empty; the deadline stays in its column.
# Seen: the second row has a cell less: what stood in the column of deadlines stands in that of leads, and nothing says
# so. mammoth's HTML, which both read, has rowspan="2" and is right; docx2python repeats the value.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check "markitdown[docx]==0.1.9" html2text==2025.4.15 mammoth==1.13.0 python-docx==1.2.0
venv/bin/python - > seen <<'PY'
import docx
import html2text
import mammoth
from markitdown import MarkItDown

plan = docx.Document()
table = plan.add_table(3, 4)
rows = (("TT", "Nhiệm vụ", "Chủ trì", "Hạn"), ("1", "Rà soát", "Phòng A", "20/10"), ("2", "Báo cáo", "", "25/10"))
for number, row in enumerate(rows):
    for place, words in enumerate(row):
        table.cell(number, place).text = words
table.cell(1, 2).merge(table.cell(2, 2))
plan.save("plan.docx")
page = mammoth.convert_to_html("plan.docx").value
print("mammoth rowspan", page.count('rowspan="2"'))
print("html2text", html2text.html2text(page).strip().splitlines()[-1].strip())
print("markitdown", MarkItDown().convert("plan.docx").text_content.strip().splitlines()[-1])
PY
cat seen
diff seen - <<'SEEN'
mammoth rowspan 1
html2text 2| Báo cáo| 25/10
markitdown | 2 | Báo cáo | 25/10 |
SEEN
