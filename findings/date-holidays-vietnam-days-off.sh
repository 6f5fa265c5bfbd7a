#!/bin/bash
# date-holidays 3.37.0 (npm), days off in Vietnam in 2026, as a reckoning of working days needs them
# Labour Code 2019: National Day is two days, 2 September and the day before or after (article 112); a day off that
# falls on the weekly rest is made up for on the next working day (article 111). python-holidays has both.
# Guess: of 1 to 3 September two days are off, and Monday 27 April, for the Kings' day on Sunday the 26th.
# Seen: 2 September alone, and the Monday is a working day: what is due in so many working days is due too early.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit date-holidays@3.37.0 >/dev/null
cat > try.cjs <<'JS'
const Holidays = require("date-holidays");
const known = new Holidays("VN");
const off = (day) => (known.isHoliday(new Date(`${day}T12:00:00+07:00`)) || []).some((one) => one.type === "public");
for (const day of ["2026-04-26", "2026-04-27", "2026-09-01", "2026-09-02", "2026-09-03"]) console.log("date-holidays", day, off(day));
JS
TZ=Asia/Ho_Chi_Minh node try.cjs > seen
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check holidays==0.109
venv/bin/python - >> seen <<'PY'
import holidays
known = holidays.country_holidays("VN", years=2026)
for day in ("2026-04-26", "2026-04-27", "2026-09-01", "2026-09-02", "2026-09-03"):
    print("python-holidays", day, day in known)
PY
cat seen
diff seen - <<'SEEN'
date-holidays 2026-04-26 true
date-holidays 2026-04-27 false
date-holidays 2026-09-01 false
date-holidays 2026-09-02 true
date-holidays 2026-09-03 false
python-holidays 2026-04-26 True
python-holidays 2026-04-27 True
python-holidays 2026-09-01 True
python-holidays 2026-09-02 True
python-holidays 2026-09-03 False
SEEN
