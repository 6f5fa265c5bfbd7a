"""What happened is only ever added to: the audit log and the events of letters."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_entries", "letter_events")
FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for table in APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER keep_{table}_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade() -> None:
    server = op.get_bind().dialect.name == "postgresql"
    for table in APPEND_ONLY:
        if server:
            op.execute(f"DROP TRIGGER keep_{table} ON {table}")
        else:
            for change in ("update", "delete"):
                op.execute(f"DROP TRIGGER keep_{table}_{change}")
    if server:
        op.execute("DROP FUNCTION refuse_change")
