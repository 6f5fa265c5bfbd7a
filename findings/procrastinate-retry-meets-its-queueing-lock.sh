#!/bin/bash
# procrastinate 3.10.0 with PostgreSQL 15 (Debian), a job with a queueing_lock that fails and is to be retried, while the
# next of its kind has been deferred (allowed: the lock is of waiting jobs only)
# Guess: it goes back to waiting, or is dropped or failed because another waits already.
# Seen: it can do neither: two waiting jobs would break the lock, the database refuses, and the job stays "doing" for
# good. The worker lives on, so that it is no stalled job, either; only asyncio's "Task exception was never retrieved"
# tells of it.
set -euo pipefail
folder=$(mktemp -d)
bin=/usr/lib/postgresql/15/bin
[ -x $bin/initdb ] || apt-get install -y -qq --no-install-recommends postgresql-15 >/dev/null
as_postgres() { runuser -u postgres -- "$@" >/dev/null; }
trap 'as_postgres $bin/pg_ctl -D "$folder/data" -m immediate stop || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check procrastinate==3.10.0 "psycopg[binary,pool]==3.3.9"
chown postgres "$folder"
chmod 755 "$folder"
as_postgres $bin/initdb -D "$folder/data" -A trust -N
as_postgres $bin/pg_ctl -D "$folder/data" -w -l "$folder/log" -o "-k $folder -c listen_addresses=''" start
"$folder/venv/bin/python" - "host=$folder user=postgres dbname=postgres" > "$folder/seen" <<'PY'
import asyncio
import logging
import sys
from procrastinate import App, PsycopgConnector, RetryStrategy
logging.disable()
app = App(connector=PsycopgConnector(conninfo=sys.argv[1]))
@app.task(name="count", retry=RetryStrategy(max_attempts=3), queueing_lock="count")
async def count(number):
    print("ran:", number, flush=True)
    if number == 1:
        await count.defer_async(number=2)  # something new has come meanwhile
        raise OSError("the line broke")
@app.task(name="other")
async def other():
    print("ran: other", flush=True)
async def main():
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await count.defer_async(number=1)
        working = asyncio.create_task(app.run_worker_async(install_signal_handlers=False, fetch_job_polling_interval=0.2))
        await asyncio.sleep(3)
        await other.defer_async()
        await asyncio.sleep(1)
        for job in await app.job_manager.list_jobs_async(task="count"):
            print(f"{job.task_kwargs['number']}: {job.status}")
        print("stalled:", len(list(await app.job_manager.get_stalled_jobs())))
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
asyncio.run(main())
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
ran: 1
ran: 2
ran: other
1: doing
2: succeeded
stalled: 0
SEEN
