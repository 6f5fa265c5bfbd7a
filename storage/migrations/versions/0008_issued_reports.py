"""Issued reports and the scoring table."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


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
        "issued_reports",
        _key("issued_reports", "cycle_id", "cycles"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        _key("issued_reports", "issued_by", "officials", nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.UniqueConstraint("cycle_id", "number", name=op.f("uq_issued_reports_cycle_id_number")),
    )
    _create(
        "criteria",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("field_code", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("field_max", sa.Float(), nullable=True),
        sa.UniqueConstraint("code", name=op.f("uq_criteria_code")),
    )


def downgrade() -> None:
    for table in ("criteria", "issued_reports"):
        op.drop_table(table)
