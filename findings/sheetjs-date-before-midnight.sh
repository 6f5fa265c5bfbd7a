#!/bin/bash
# xlsx (SheetJS) 0.18.5, the newest on npm: cells of a day read with cellDates, on a machine in Vietnam's time zone
# Guess: 25/10/2025 is midnight of 25 October, local time, as the documentation of cellDates says of dates.
# Seen: 24 October 23:59:30: a deadline is a day early. Days are counted from 1899 in local time, when the clocks of the
# zone stood at +07:06:30 and Date gives whole minutes only. In UTC the day is right, so a test on a server sees nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit xlsx@0.18.5 exceljs@4.4.0 >/dev/null
cat > make.cjs <<'JS'
const ExcelJS = require("exceljs");
const book = new ExcelJS.Workbook();
book.addWorksheet("a").getCell("A1").value = new Date(Date.UTC(2025, 9, 25));
book.worksheets[0].getCell("A1").numFmt = "dd/mm/yyyy";
book.xlsx.writeFile("days.xlsx");
JS
cat > try.cjs <<'JS'
const XLSX = require("xlsx");
const day = XLSX.readFile("days.xlsx", { cellDates: true }).Sheets.a.A1.v;
const two = (number) => String(number).padStart(2, "0");
console.log(`${process.env.TZ}: ${two(day.getDate())}/${day.getMonth() + 1} ` +
  [day.getHours(), day.getMinutes(), day.getSeconds()].map(two).join(":"));
JS
node make.cjs
for zone in UTC Europe/Berlin Asia/Ho_Chi_Minh; do TZ=$zone node try.cjs; done | tee seen
diff seen - <<'SEEN'
UTC: 25/10 00:00:00
Europe/Berlin: 25/10 00:00:00
Asia/Ho_Chi_Minh: 24/10 23:59:30
SEEN
