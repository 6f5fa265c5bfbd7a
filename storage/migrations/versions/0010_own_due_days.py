"""Due days of a duty's own: extensions, returns, and the course that a duty is on."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OWN_TIME = (
    "due_day",
    "late_after",
    "course",
    "extended_from",
    "extended_to",
    "returned",
    "was_late",
)


def _instant(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def _key(table: str, name: str, of: str, nullable: bool = False) -> sa.Column:
    key = sa.ForeignKey(f"{of}.id", name=op.f(f"fk_{table}_{name}_{of}"))
    return sa.Column(name, sa.Integer(), key, nullable=nullable)


def upgrade() -> None:
    with op.batch_alter_table("duties") as duties:
        duties.add_column(sa.Column("due_day", sa.Date(), nullable=True))
        duties.add_column(_instant("late_after", nullable=True))
        for name in ("course", "returned"):
            number = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
            duties.add_column(number)
        for name in ("extended_from", "extended_to"):
            duties.add_column(sa.Column(name, sa.Date(), nullable=True))
        late = sa.Column("was_late", sa.Boolean(), nullable=False, server_default=sa.false())
        duties.add_column(late)
    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        _key("extensions", "duty_id", "duties"),
        _key("extensions", "asker_id", "officials"),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        _instant("asked_at"),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        _key("extensions", "decided_by", "officials", nullable=True),
        _instant("decided_at", nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'granted', 'refused', 'settled')",
            name=op.f("ck_extensions_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_extensions_duty_id"), "extensions", ["duty_id"])
    waiting = sa.text("state = 'open'")
    op.create_index(
        "ix_extensions_open",
        "extensions",
        ["duty_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), nullable=False),
        _key("returns", "duty_id", "duties"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("returns", "by_id", "officials"),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        _instant("returned_at"),
        sa.UniqueConstraint("duty_id", "number", name=op.f("uq_returns_duty_id_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("returns")
    op.drop_index("ix_extensions_open", "extensions")
    op.drop_index(op.f("ix_extensions_duty_id"), "extensions")
    op.drop_table("extensions")
    with op.batch_alter_table("duties") as duties:
        for name in reversed(OWN_TIME):
            duties.drop_column(name)
