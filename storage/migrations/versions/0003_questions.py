"""Questions that officials ask, and their answers."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _person(name: str, nullable: bool) -> sa.Column:
    key = sa.ForeignKey("officials.id", name=op.f(f"fk_questions_{name}_officials"))
    return sa.Column(name, sa.Integer(), key, nullable=nullable)


def upgrade() -> None:
    instant = sqlmodel.sql.sqltypes.UTCDateTime
    duty = sa.ForeignKey("duties.id", name=op.f("fk_questions_duty_id_duties"))
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        _person("asker_id", nullable=False),
        sa.Column("duty_id", sa.Integer(), duty, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", instant(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        _person("answered_by", nullable=True),
        sa.Column("answered_at", instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("questions")
