#!/bin/bash
# django-q2 1.11.1, a monthly schedule that begins on the last day of January
# Guess: the last day of each month, or the 31st of the months that have one: what it was set to is kept.
# Seen: it is worked out from the last run alone: after February it is on the 28th for good; one that began on the 30th,
# too. Nothing in the schedule remembers the day it was made for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django-q2==1.11.1 Django==5.2.19
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from datetime import datetime
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django_q"], USE_TZ=False, Q_CLUSTER={"orm": "default", "timeout": 30, "retry": 60}, DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
from django_q.models import Schedule
run = datetime(2025, 1, 31, 8)
monthly = Schedule(func="remind", schedule_type=Schedule.MONTHLY, next_run=run)
runs = []
for _ in range(5):
    runs.append(run.strftime("%d/%m"))
    run = monthly.calculate_next_run(run)
print(*runs)
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
31/01 28/02 28/03 28/04 28/05
SEEN
