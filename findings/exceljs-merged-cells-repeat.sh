#!/bin/bash
# exceljs 4.4.0 (npm), a workbook with a merged cell, as openpyxl and Excel write it
# Guess: the value is that of the first cell and the others are null, as they are in the file and in other readers.
# Seen: each of the merged cells has the value, in getCell, row.values and eachCell: a sum over a row counts it once a
# column, and a unit that stands in a cell of three rows is met three times. Only `cell.master` tells them apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit exceljs@4.4.0 >/dev/null
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check openpyxl==3.1.5
venv/bin/python - <<'PY'
import openpyxl
book = openpyxl.Workbook()
book.active.append([100, None, None, 7])
book.active.merge_cells("A1:C1")
book.save("merged.xlsx")
print("openpyxl:", [cell.value for cell in openpyxl.load_workbook("merged.xlsx").active[1]])
PY
cat > try.cjs <<'JS'
const ExcelJS = require("exceljs");
(async () => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile("merged.xlsx");
  const row = book.worksheets[0].getRow(1);
  let sum = 0;
  row.eachCell((cell) => { sum += cell.value; });
  console.log(`exceljs: ${JSON.stringify(row.values.slice(1))} sum ${sum}, master of C1 ${row.getCell(3).master.address}`);
})();
JS
node try.cjs | tee seen
diff seen - <<'SEEN'
exceljs: [100,100,100,7] sum 307, master of C1 A1
SEEN
