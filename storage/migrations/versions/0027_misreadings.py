"""Replies that were misread, without names, as examples for the reader."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "misreadings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root_unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("read_as", sa.String(), nullable=False),
        sa.Column("meant", sa.String(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["root_unit_id"], ["units.id"], name=op.f("fk_misreadings_root_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misreadings")),
        sa.UniqueConstraint("root_unit_id", "text", name=op.f("uq_misreadings_root_unit_id_text")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("misreadings")
