#!/bin/bash
# APScheduler 3.11.3, a job kept in a database, added again at every start with replace_existing=True (as the user guide
# tells), whose time came while the program was down
# Guess: it runs at once after the start: the store knows that a run is due, and misfire_grace_time=None says that none is
# too late.
# Seen: adding it again works out the next run from now and writes that over the stored one: the run is lost, with no word
# in the log and no EVENT_JOB_MISSED. If the job is not added again, the run is made up for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check APScheduler==3.11.3 SQLAlchemy==2.0.44
cat > "$folder/office.py" <<'PY'
def remind():
    print("  reminded", flush=True)
PY
cat > "$folder/try.py" <<'PY'
import time
from datetime import datetime, timedelta, timezone
from apscheduler.events import EVENT_JOB_MISSED
from apscheduler.schedulers.background import BackgroundScheduler
from office import remind
def start(name, due=None):
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True})
    scheduler.add_jobstore("sqlalchemy", url=f"sqlite:///{name}.db")
    scheduler.add_listener(lambda event: print("  missed", flush=True), EVENT_JOB_MISSED)
    if due:
        daily = {"hour": due.hour, "minute": due.minute, "second": due.second}
        scheduler.add_job(remind, "cron", **daily, id="remind", replace_existing=True)
    scheduler.start()
    return scheduler
for name in ("left as it was", "added again"):
    due = datetime.now(timezone.utc) + timedelta(seconds=3)
    start(name, due).shutdown()
    time.sleep(4)  # down while the job was due
    print(f"{name}:", flush=True)
    scheduler = start(name, due if name == "added again" else None)
    time.sleep(1)
    scheduler.shutdown()
PY
cd "$folder"
venv/bin/python try.py | tee seen
diff seen - <<'SEEN'
left as it was:
  reminded
added again:
SEEN
