"""Bodies outside the roster that take part in tasks, and what words of a plan mean."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    outside = sa.Column("outside", sa.String(), nullable=False, server_default="")
    op.add_column("tasks", outside)
    op.create_table(
        "meanings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root_unit_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["root_unit_id"], ["units.id"], name=op.f("fk_meanings_root_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meanings")),
        sa.UniqueConstraint("root_unit_id", "words", name=op.f("uq_meanings_root_unit_id_words")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("meanings")
    op.drop_column("tasks", "outside")
