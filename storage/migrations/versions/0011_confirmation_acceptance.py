"""The unit's confirmation of its reports, and the Office's acceptance of what is done."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _instant(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def _key(table: str, name: str, of: str, nullable: bool = False) -> sa.Column:
    key = sa.ForeignKey(f"{of}.id", name=op.f(f"fk_{table}_{name}_{of}"))
    return sa.Column(name, sa.Integer(), key, nullable=nullable)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _create(table: str, *rest: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def _index(name: str, table: str, column: str, where: str, unique: bool = False) -> None:
    living = sa.text(where)
    op.create_index(
        name, table, [column], unique=unique, sqlite_where=living, postgresql_where=living
    )


def upgrade() -> None:
    op.create_table(
        "unit_switches",
        _key("unit_switches", "unit_id", "units"),
        sa.Column("confirms", sa.Boolean(), nullable=False),
        _instant("changed_at"),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_switches")),
    )
    _create(
        "closings",
        _key("closings", "cycle_id", "cycles"),
        _key("closings", "unit_id", "units"),
        _number("rung"),
        _instant("next_at", nullable=True),
        _instant("off_at", nullable=True),
        sa.UniqueConstraint("cycle_id", "unit_id", name=op.f("uq_closings_cycle_id_unit_id")),
    )
    _index("ix_closings_due", "closings", "next_at", "next_at IS NOT NULL")
    _create(
        "confirmations",
        _key("confirmations", "closing_id", "closings"),
        _key("confirmations", "official_id", "officials"),
        _instant("confirmed_at"),
        sa.Column("late", sa.Boolean(), nullable=False),
        _number("missing"),
        _number("seen"),
    )
    op.create_index(op.f("ix_confirmations_closing_id"), "confirmations", ["closing_id"])
    _create(
        "acceptances",
        _key("acceptances", "duty_id", "duties"),
        _number("version"),
        sa.Column("state", sa.String(), nullable=False),
        _instant("claimed_at"),
        _instant("next_at", nullable=True),
        _instant("decided_at", nullable=True),
        _key("acceptances", "decided_by", "officials", nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        _instant("ended_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'rejected')", name=op.f("ck_acceptances_state")
        ),
    )
    op.create_index(op.f("ix_acceptances_duty_id"), "acceptances", ["duty_id"])
    _index("uq_acceptances_living", "acceptances", "duty_id", "ended_at IS NULL", unique=True)
    _index("ix_acceptances_due", "acceptances", "next_at", "next_at IS NOT NULL")


def downgrade() -> None:
    for table in ("acceptances", "confirmations", "closings", "unit_switches"):
        op.drop_table(table)
