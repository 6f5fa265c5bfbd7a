"""Messages that bots with a quota have used; periods that the Office opens in spite of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bots", sa.Column("month", sa.String(), nullable=False, server_default=""))
    op.add_column("bots", sa.Column("used", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "cycles", sa.Column("forced", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("links") as links:
        links.drop_column("bot")


def downgrade() -> None:
    with op.batch_alter_table("links") as links:
        links.add_column(sa.Column("bot", sa.String(), nullable=False, server_default=""))
    op.drop_column("cycles", "forced")
    op.drop_column("bots", "used")
    op.drop_column("bots", "month")
