#!/bin/bash
# APScheduler 3.11.3, an OrTrigger of several days (the reminders before one deadline)
# Guess: it fires on each of them and is finished when all its triggers are; that is how the documentation puts it.
# Seen: it fires on the first only. Every trigger is asked with the last run of the whole; a DateTrigger that is told of
# any earlier run says that it is done. Three CronTriggers of one day each do what was meant.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check APScheduler==3.11.3
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from datetime import datetime, timezone
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
def runs(trigger):
    fired, now = [], datetime(2025, 10, 1, tzinfo=timezone.utc)
    while len(fired) < 9 and (last := trigger.get_next_fire_time(fired[-1] if fired else None, now)):
        fired.append(last)
        now = last
    return [run.strftime("%d/%m %H:%M") for run in fired]
days = [datetime(2025, 10, day, 8, tzinfo=timezone.utc) for day in (20, 23, 24)]
print("dates:", *runs(OrTrigger([DateTrigger(day) for day in days])))
print("crons:", *runs(OrTrigger([CronTrigger(month=10, day=day.day, year=2025, hour=8, timezone="UTC") for day in days])))
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
dates: 20/10 08:00
crons: 20/10 08:00 23/10 08:00 24/10 08:00
SEEN
