"""The audit log speaks of people by random names."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    subject = sa.Column("subject", sa.String(), nullable=False, server_default="")
    op.add_column("officials", subject)
    officials = sa.table("officials", sa.column("id"), sa.column("subject"))
    connection = op.get_bind()
    for (number,) in connection.execute(sa.select(officials.c.id)).all():
        here = sa.update(officials).where(officials.c.id == number)
        connection.execute(here.values(subject=f"s{secrets.token_hex(8)}"))
    op.create_index(op.f("ix_officials_subject"), "officials", ["subject"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_officials_subject"), "officials")
    op.drop_column("officials", "subject")
