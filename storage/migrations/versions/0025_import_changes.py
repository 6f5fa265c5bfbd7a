"""What imports changed, so that they can be taken back."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sqlmodel.sql.sqltypes.UTCDateTime
    unit = sa.ForeignKey("units.id", name=op.f("fk_import_changes_root_unit_id_units"))
    person = sa.ForeignKey("officials.id", name=op.f("fk_import_changes_official_id_officials"))
    matters = "'plan', 'roster', 'assignments', 'official'"
    op.create_table(
        "import_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("root_unit_id", sa.Integer(), unit, nullable=False),
        sa.Column("official_id", sa.Integer(), person, nullable=True),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("applied_at", instant(), nullable=False),
        sa.Column("undone_at", instant(), nullable=True),
        sa.Column("pruned_at", instant(), nullable=True),
        sa.CheckConstraint(f"matter IN ({matters})", name=op.f("ck_import_changes_matter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_changes")),
        sqlite_autoincrement=True,
    )
    for column in ("root_unit_id", "applied_at"):
        op.create_index(op.f(f"ix_import_changes_{column}"), "import_changes", [column])


def downgrade() -> None:
    op.drop_table("import_changes")
