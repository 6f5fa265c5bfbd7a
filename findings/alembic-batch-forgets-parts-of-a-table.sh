#!/bin/bash
# alembic 1.20.1 with SQLAlchemy 2.1.9 on SQLite, batch_alter_table changing one column of a table
# Guess: whatever else the table has is carried over; what cannot be is refused, or warned of (as expression indexes are).
# Seen: AUTOINCREMENT, the collation of another column and the triggers are gone without a word, the migration succeeds
# and every row is there. The number of a deleted row is given out again (whoever still holds a link by it
# means somebody else), what was found in small letters is not found, and the log is no longer written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check alembic==1.20.1 SQLAlchemy==2.1.9
"$folder/venv/bin/python" -W error - > "$folder/seen" <<'PY'
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
BEFORE = """
create table officials (id integer primary key autoincrement, code text collate nocase not null, phone text);
create unique index by_code on officials (code);
create table log (said text);
create trigger noted after update on officials begin insert into log values ('changed'); end;
insert into officials (code, phone) values ('CB01', '1'), ('CB02', '2'), ('CB03', '3');
delete from officials where code = 'CB03'
"""
def look(when, line):
    def ask(statement):
        return line.exec_driver_sql(statement).scalar()
    found = ask("select count(*) from officials where code = 'cb01'")
    line.exec_driver_sql("update officials set phone = '9' where code = 'CB01'")
    number = ask("insert into officials (code) values ('CB04') returning id")
    line.exec_driver_sql("delete from officials where code = 'CB04'")
    print(f"{when}: cb01 found {found} times, log lines {ask('select count(*) from log')}, next number {number}")
    line.exec_driver_sql("delete from log")
with sa.create_engine("sqlite://").begin() as line:
    line.connection.executescript(BEFORE)
    look("before", line)
    with Operations(MigrationContext.configure(line)).batch_alter_table("officials") as table:
        table.alter_column("phone", existing_type=sa.Text(), type_=sa.String(20))
    look("after", line)
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
before: cb01 found 1 times, log lines 1, next number 4
after: cb01 found 0 times, log lines 0, next number 3
SEEN
