"""The register of difficulties with the decisions on its entries."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0007"
down_revision = "0006"
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


def _partial_index(name: str, columns: list[str], where: str, unique: bool) -> None:
    op.create_index(
        name,
        "issues",
        columns,
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    _create(
        "issues",
        _key("issues", "unit_id", "units"),
        _key("issues", "task_id", "tasks"),
        _key("issues", "duty_id", "duties"),
        _key("issues", "proposer_id", "officials"),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("raised_at"),
        sa.Column("told_on", sa.Date(), nullable=False),
        _instant("remind_at", nullable=True),
        _instant("ended_at", nullable=True),
        _key("issues", "ended_by", "officials", nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'withdrawn')", name=op.f("ck_issues_state")
        ),
    )
    _partial_index("ix_issues_living", ["unit_id", "task_id"], "state = 'open'", unique=True)
    _partial_index("ix_issues_due", ["remind_at"], "remind_at IS NOT NULL", unique=False)
    _create(
        "issue_decisions",
        _key("issue_decisions", "issue_id", "issues"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("next_date", sa.Date(), nullable=True),
        _key("issue_decisions", "decided_by", "officials"),
        _instant("decided_at"),
        sa.UniqueConstraint(
            "issue_id", "version", name=op.f("uq_issue_decisions_issue_id_version")
        ),
    )


def downgrade() -> None:
    op.drop_table("issue_decisions")
    op.drop_index("ix_issues_due", "issues")
    op.drop_index("ix_issues_living", "issues")
    op.drop_table("issues")
