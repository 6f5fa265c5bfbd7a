#!/bin/bash
# APScheduler 3.11.3 (CronTrigger.from_crontab), celery 5.7.0 and huey 3.5.4, "0 8 25 * 1": the 25th, and each Monday
# Guess: as in crontab(5) and POSIX, where a day of the month and a weekday mean either; so does croniter 6.0.0.
# Seen: both must hold: a reminder meant for the 25th and each Monday comes first on Monday 25 May 2026. (In APScheduler
# 1 is Tuesday, which its documentation says; here it is written as mon.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check APScheduler==3.11.3 celery==5.7.0 huey==3.5.4 croniter==6.0.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from datetime import datetime, timedelta, timezone
from apscheduler.triggers.cron import CronTrigger
from celery.schedules import crontab as celery_crontab
from croniter import croniter
from huey import crontab as huey_crontab

began = datetime(2025, 10, 1, tzinfo=timezone.utc)
print("croniter:", croniter("0 8 25 * 1", began).get_next(datetime).date())
print("APScheduler:", CronTrigger.from_crontab("0 8 25 * mon", "UTC").get_next_fire_time(None, began).date())
entry = celery_crontab(minute=0, hour=8, day_of_month=25, day_of_week="mon", nowfun=lambda: began)
_, wait, _ = entry.remaining_delta(began)
print("celery:", f"{wait.year}-{wait.month:02}-{wait.day}")
due = huey_crontab(minute="0", hour="8", day="25", day_of_week="1")
hours = (began + timedelta(hours=number) for number in range(24 * 400))
print("huey:", next(hour for hour in hours if due(hour)).date())
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
croniter: 2025-10-06
APScheduler: 2026-05-25
celery: 2026-05-25
huey: 2026-05-25
SEEN
