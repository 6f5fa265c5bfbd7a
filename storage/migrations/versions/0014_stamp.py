"""A stamp that changes with the roster, the units, the calendar and the periods."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WATCHED = {
    "units": "",
    "officials": "",
    "posts": "",
    "links": " OF state, official_id",
    "absences": "",
    "office_settings": "",
    "calendar_days": "",
    "cycles": "",
}
RENEW = "UPDATE stamps SET stamp = hex(randomblob(8))"
FUNCTION = """
CREATE FUNCTION renew_stamp() RETURNS trigger AS $$
BEGIN
  UPDATE stamps SET stamp = md5(random()::text || clock_timestamp()::text);
  RETURN NULL;
END $$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    stamps = op.create_table(
        "stamps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamps")),
    )
    op.bulk_insert(stamps, [{"id": 1, "stamp": "first"}])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        for table, columns in WATCHED.items():
            happens = f"INSERT OR DELETE OR UPDATE{columns}"
            op.execute(
                f"CREATE TRIGGER stamp_{table} AFTER {happens} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION renew_stamp()"
            )
        return
    for table, columns in WATCHED.items():
        for happens in ("INSERT", "DELETE", f"UPDATE{columns}"):
            name = f"stamp_{table}_{happens.split()[0].lower()}"
            op.execute(f"CREATE TRIGGER {name} AFTER {happens} ON {table} BEGIN {RENEW}; END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in WATCHED:
            op.execute(f"DROP TRIGGER stamp_{table} ON {table}")
        op.execute("DROP FUNCTION renew_stamp")
    else:
        for table in WATCHED:
            for happens in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER stamp_{table}_{happens}")
    op.drop_table("stamps")
