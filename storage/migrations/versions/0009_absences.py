"""Absences with stand-ins, the owners of duties over time, and objections to answers."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _instant(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def _key(table: str, name: str, of: str, nullable: bool = False) -> sa.Column:
    key = sa.ForeignKey(f"{of}.id", name=op.f(f"fk_{table}_{name}_{of}"))
    return sa.Column(name, sa.Integer(), key, nullable=nullable)


def _create(table: str, *rest: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def upgrade() -> None:
    _create(
        "absences",
        _key("absences", "official_id", "officials"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        _key("absences", "stand_in_id", "officials", nullable=True),
        _key("absences", "recorded_by", "officials", nullable=True),
        _instant("recorded_at"),
        _instant("ended_at", nullable=True),
    )
    op.create_index(op.f("ix_absences_official_id"), "absences", ["official_id"])
    _create(
        "duty_owners",
        _key("duty_owners", "duty_id", "duties"),
        _key("duty_owners", "official_id", "officials", nullable=True),
        _instant("from_at"),
        _instant("to_at", nullable=True),
        _key("duty_owners", "by_id", "officials", nullable=True),
        sa.Column("why", sa.String(), nullable=False),
    )
    op.create_index(op.f("ix_duty_owners_duty_id"), "duty_owners", ["duty_id"])
    living = sa.text("to_at IS NULL")
    op.create_index(
        "uq_duty_owners_now",
        "duty_owners",
        ["duty_id"],
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
    )
    op.execute(
        "INSERT INTO duty_owners (duty_id, official_id, from_at, why) "
        "SELECT duties.id, duties.owner_id, cycles.opens_at, 'opened' "
        "FROM duties JOIN cycles ON cycles.id = duties.cycle_id"
    )
    _create(
        "objections",
        _key("objections", "duty_id", "duties"),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("objections", "official_id", "officials"),
        sa.Column("reason", sa.String(), nullable=False),
        _instant("made_at"),
        sa.Column("settled_version", sa.Integer(), nullable=True),
        sa.UniqueConstraint("duty_id", "version", name=op.f("uq_objections_duty_id_version")),
    )


def downgrade() -> None:
    for table in ("objections", "duty_owners", "absences"):
        op.drop_table(table)
