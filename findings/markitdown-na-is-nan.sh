#!/bin/bash
# markitdown 0.1.9 (Microsoft), a workbook turned into text for a reader or a language model
# Guess: cells come as they stand: the numbers 1, 2, 3, the code "NA" (Nghệ An), "None" as text.
# Seen: the code "NA" and the text "None" are NaN like empty cells; one row without a number turns
# the whole numbers of its column into 1.0, 2.0; a title above the table makes headings "Unnamed: 1".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check "markitdown[xlsx]==0.1.9" openpyxl==3.1.5 pandas==3.1.1
venv/bin/python - > seen <<'PY'
import openpyxl
from markitdown import MarkItDown
book = openpyxl.Workbook()
for row in (["Kế hoạch", None], ["TT", "Mã"], [1, "NA"], [2, "HP"], [None, None], [3, "None"]):
    book.active.append(row)
book.save("plan.xlsx")
print(MarkItDown().convert("plan.xlsx").text_content)
book.active.delete_rows(1)
book.save("plan.xlsx")
print(MarkItDown().convert("plan.xlsx").text_content)
PY
cat seen
diff seen - <<'SEEN'
## Sheet
| Kế hoạch | Unnamed: 1 |
| --- | --- |
| TT | Mã |
| 1 | NaN |
| 2 | HP |
| NaN | NaN |
| 3 | NaN |
## Sheet
| TT | Mã |
| --- | --- |
| 1.0 | NaN |
| 2.0 | HP |
| NaN | NaN |
| 3.0 | NaN |
SEEN
