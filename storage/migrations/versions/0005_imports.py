"""Files of the Office that wait to be read and confirmed."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sqlmodel.sql.sqltypes.UTCDateTime
    words = ("channel", "address", "matter", "reference", "name", "media_type")
    person = sa.ForeignKey("officials.id", name=op.f("fk_imports_official_id_officials"))
    states = "'asked', 'waiting', 'shown', 'confirmed', 'dropped', 'refused', 'replaced'"
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), person, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", instant(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("received_at", instant(), nullable=False),
        sa.Column("expires_at", instant(), nullable=False),
        sa.CheckConstraint("matter IN ('', 'plan', 'roster')", name=op.f("ck_imports_matter")),
        sa.CheckConstraint(f"state IN ({states})", name=op.f("ck_imports_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_imports_official_id"), "imports", ["official_id"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_imports_waiting",
        "imports",
        ["next_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("imports")
