"""Seals on what is only added to, more tables that refuse change, and the log's end in an issue."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "seals": "",
    "issued_reports": "",
    "issue_decisions": "",
    "confirmations": "",
    "returns": "",
    # the words of an answer may have to be erased; the seal that is then made anew says so
    "reports": " OF id, duty_id, version, status, percent, late, author_id, on_behalf_of, "
    "received_at, channel, event_id",
}


def upgrade() -> None:
    op.create_table(
        "seals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_seals_row", "seals", ["table_name", "row_id"])
    number = sa.Column("audit_number", sa.Integer(), nullable=False, server_default="0")
    op.add_column("issued_reports", number)
    op.add_column(
        "issued_reports", sa.Column("audit_hash", sa.String(), nullable=False, server_default="")
    )
    for table, columns in APPEND_ONLY.items():
        for trigger in _triggers(table, columns):
            op.execute(trigger)


def _triggers(table: str, columns: str) -> list[str]:
    if op.get_bind().dialect.name == "postgresql":
        return [
            f"CREATE TRIGGER keep_{table} BEFORE UPDATE{columns} OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER keep_{table}_{change.lower()} BEFORE {change}{of} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for change, of in (("UPDATE", columns), ("DELETE", ""))
    ]


def downgrade() -> None:
    server = op.get_bind().dialect.name == "postgresql"
    for table in APPEND_ONLY:
        if server:
            op.execute(f"DROP TRIGGER keep_{table} ON {table}")
        else:
            for change in ("update", "delete"):
                op.execute(f"DROP TRIGGER keep_{table}_{change}")
    op.drop_column("issued_reports", "audit_hash")
    op.drop_column("issued_reports", "audit_number")
    op.drop_table("seals")
