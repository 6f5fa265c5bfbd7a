"""When something was said, stored and decided, beside the time that counts."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SPOKEN = ("reports", "extensions", "returns", "objections", "confirmations")
COLUMNS = ("said_at", "stored_at", "recorded_at")


def upgrade() -> None:
    for table in SPOKEN:
        for name in COLUMNS:
            op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    listened = sa.Column("listened_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("inbox", listened)


def downgrade() -> None:
    op.drop_column("inbox", "listened_at")
    for table in SPOKEN:
        for name in reversed(COLUMNS):
            op.drop_column(table, name)
