#!/bin/bash
# cron-descriptor 2.2.1, a timetable told in Vietnamese and in French
# Guess: 17:30 is told as 17:30, or as half past five in the afternoon; a weekday in the language that was asked for.
# Seen: "Tại 05:30", as for the morning: hours are counted to twelve and the word for the afternoon is empty where the
# language has none; from 8 to 17 is "08:00 và 05:59". "Monday" stays English. use_24hour_time_format mends the hours.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check cron-descriptor==2.2.1
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from cron_descriptor import Options, get_description
for language in ("vi_VN", "fr_FR"):
    options = Options()
    options.locale_code = language
    for when in ("30 17 25 * *", "30 5 25 * *", "0 8-17 * * *"):
        print(when, "|", get_description(when, options))
options = Options()
options.locale_code = "vi_VN"
print(get_description("0 8 * * 1", options))
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
30 17 25 * * | Tại 05:30, vào ngày 25 của mỗi tháng
30 5 25 * * | Tại 05:30, vào ngày 25 của mỗi tháng
0 8-17 * * * | Từ phút 0 mỗi giờ, giữa 08:00 và 05:59
30 17 25 * * | À 05:30, le 25 du mois
30 5 25 * * | À 05:30, le 25 du mois
0 8-17 * * * | 0 minutes après l'heure, de 08:00 à 05:59
Tại 08:00, chỉ trên Monday
SEEN
