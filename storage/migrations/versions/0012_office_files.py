"""Documents sent with what is made known; assignments brought in by file; files of imports end."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MATTERS = "'', 'plan', 'roster'"
STATES = "'asked', 'waiting', 'shown', 'confirmed', 'dropped', 'refused', 'replaced'"


def _instant(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def _words(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _lists(matters: str, states: str) -> None:
    with op.batch_alter_table("imports") as imports:
        for name, words in (("matter", matters), ("state", states)):
            imports.drop_constraint(op.f(f"ck_imports_{name}"), type_="check")
            imports.create_check_constraint(op.f(f"ck_imports_{name}"), f"{name} IN ({words})")


def upgrade() -> None:
    with op.batch_alter_table("imports") as imports:
        imports.add_column(sa.Column("preview", sa.String(), nullable=False, server_default=""))
        imports.add_column(_instant("settled_at"))
        imports.add_column(_instant("pruned_at"))
    _lists(f"{MATTERS}, 'assignments'", f"{STATES}, 'expired'")
    op.execute(
        "UPDATE imports SET settled_at = received_at "
        "WHERE state NOT IN ('asked', 'waiting', 'shown')"
    )
    person = sa.ForeignKey("officials.id", name=op.f("fk_enclosures_official_id_officials"))
    states = "'waiting', 'kept', 'quarantined', 'refused'"
    op.create_table(
        "enclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), person, nullable=False),
        *_words("channel", "address", "reference", "name", "media_type"),
        sa.Column("size", sa.Integer(), nullable=False),
        *_words("sha256", "stored", "state", "reason"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _instant("next_at", nullable=False),
        _instant("received_at", nullable=False),
        sa.CheckConstraint(f"state IN ({states})", name=op.f("ck_enclosures_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosures")),
        sqlite_autoincrement=True,
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_enclosures_waiting",
        "enclosures",
        ["next_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    with op.batch_alter_table("disseminations") as made:
        made.add_column(sa.Column("enclosure_id", sa.Integer(), nullable=True))
        made.add_column(sa.Column("document", sa.String(), nullable=False, server_default=""))
        made.add_column(sa.Column("stored", sa.String(), nullable=False, server_default=""))
        made.create_foreign_key(
            op.f("fk_disseminations_enclosure_id_enclosures"),
            "enclosures",
            ["enclosure_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("disseminations") as made:
        made.drop_constraint(op.f("fk_disseminations_enclosure_id_enclosures"), type_="foreignkey")
        for name in ("stored", "document", "enclosure_id"):
            made.drop_column(name)
    op.drop_table("enclosures")
    op.execute("DELETE FROM imports WHERE matter = 'assignments'")
    op.execute("UPDATE imports SET state = 'dropped' WHERE state = 'expired'")
    _lists(MATTERS, STATES)
    with op.batch_alter_table("imports") as imports:
        for name in ("pruned_at", "settled_at", "preview"):
            imports.drop_column(name)
