#!/bin/bash
# ical-generator 10.2.0 (npm), an all-day event of 25 October given as a Date, on a machine in Vietnam's time zone
# Guess: new Date(2025, 9, 25), midnight of the 25th where the machine stands, is the all-day event of the 25th.
# Seen: 20251024: the day is taken from UTC. With a timezone named on the event, or on a machine in UTC, it is the 25th.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit ical-generator@10.2.0 >/dev/null
cat > try.mjs <<'JS'
import ical from "ical-generator";
for (const more of [{}, { timezone: "Asia/Ho_Chi_Minh" }]) {
  const calendar = ical();
  calendar.createEvent({ id: "1", start: new Date(2025, 9, 25), allDay: true, summary: "Hạn báo cáo", ...more });
  console.log(process.env.TZ, more.timezone ?? "-", calendar.toString().match(/DTSTART.*/)[0].trim());
}
JS
for zone in UTC Asia/Ho_Chi_Minh; do TZ=$zone node try.mjs; done | tee seen
diff seen - <<'SEEN'
UTC - DTSTART;VALUE=DATE:20251025
UTC Asia/Ho_Chi_Minh DTSTART;VALUE=DATE:20251025
Asia/Ho_Chi_Minh - DTSTART;VALUE=DATE:20251024
Asia/Ho_Chi_Minh Asia/Ho_Chi_Minh DTSTART;VALUE=DATE:20251025
SEEN
