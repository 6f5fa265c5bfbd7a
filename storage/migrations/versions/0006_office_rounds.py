"""Readiness checks, briefings, and what is made known with its acknowledgements."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0006"
down_revision = "0005"
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
        "readiness_checks",
        _key("readiness_checks", "cycle_id", "cycles"),
        _instant("due_at"),
        _instant("done_at", nullable=True),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_readiness_checks_cycle_id")),
    )
    _create(
        "briefings",
        _key("briefings", "root_unit_id", "units"),
        _instant("planned_at"),
        _instant("since", nullable=True),
        _instant("taken_at", nullable=True),
        sa.UniqueConstraint(
            "root_unit_id", "planned_at", name=op.f("uq_briefings_root_unit_id_planned_at")
        ),
    )
    _create(
        "disseminations",
        _key("disseminations", "root_unit_id", "units"),
        _key("disseminations", "author_id", "officials"),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("disseminations", "replaces_id", "disseminations", nullable=True),
        _instant("begun_at"),
        sa.Column("step", sa.Integer(), nullable=False),
        _instant("next_at", nullable=True),
        _instant("replaced_at", nullable=True),
    )
    _create(
        "acknowledgements",
        _key("acknowledgements", "dissemination_id", "disseminations"),
        _key("acknowledgements", "official_id", "officials"),
        _key("acknowledgements", "unit_id", "units"),
        _instant("confirmed_at", nullable=True),
        sa.UniqueConstraint(
            "dissemination_id",
            "official_id",
            name=op.f("uq_acknowledgements_dissemination_id_official_id"),
        ),
    )
    op.create_index(op.f("ix_acknowledgements_official_id"), "acknowledgements", ["official_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_acknowledgements_official_id"), "acknowledgements")
    for table in ("acknowledgements", "disseminations", "briefings", "readiness_checks"):
        op.drop_table(table)
