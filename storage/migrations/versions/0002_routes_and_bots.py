"""Routes of letters, the pace of bots, files to be fetched, messages that may be edited, menus."""

import sqlalchemy as sa
from alembic import op
import sqlmodel

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('queued', 'retry')")
EVIDENCE_STATES = "state IN ('waiting', 'kept', 'quarantined', 'refused')"


def _instant() -> sa.types.TypeEngine:
    return sqlmodel.sql.sqltypes.UTCDateTime()


def _words(table: str, *names: str) -> None:
    for name in names:
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))


def upgrade() -> None:
    op.create_table(
        "bots",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("next_at", _instant(), nullable=False),
        sa.Column("next_answer_at", _instant(), nullable=False),
        sa.Column("paused_until", _instant(), nullable=False),
        sa.Column("down_since", _instant(), nullable=True),
        sa.Column("newest_message", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_bots")),
    )
    _letters()
    _words("inbox", "message_id")
    op.create_index("ix_inbox_message", "inbox", ["channel", "address", "message_id"])
    _words("links", "menu")
    no_menu = sa.text("menu = ''")
    op.create_index(
        "ix_links_menu", "links", ["id"], sqlite_where=no_menu, postgresql_where=no_menu
    )
    _evidence()


def _letters() -> None:
    _words("letters", "route", "edits", "after")
    op.add_column(
        "letters", sa.Column("fixed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        sa.text(
            "UPDATE letters SET fixed = true"
            " WHERE official_id IS NULL OR kind IN ('answer', 'registration', 'summary')"
        )
    )
    op.execute(
        sa.text(
            "UPDATE letters SET route = COALESCE(NULLIF(channel, ''), (SELECT links.channel"
            " FROM links WHERE links.official_id = letters.official_id AND links.state = 'active'"
            " ORDER BY links.preference, links.id LIMIT 1), '')"
        )
    )
    op.drop_index("ix_letters_waiting", "letters")
    op.create_index(
        "ix_letters_waiting",
        "letters",
        ["route", "priority", "send_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index("ix_letters_lane", "letters", ["lane", "sent_at"])
    op.create_index("ix_letters_message", "letters", ["channel", "message_id"])


def _evidence() -> None:
    _words("evidence", "stored", "reason")
    op.add_column(
        "evidence", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("evidence", sa.Column("next_at", _instant(), nullable=True))
    op.execute(sa.text("UPDATE evidence SET next_at = received_at, stored = reference"))
    with op.batch_alter_table("evidence", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("next_at", existing_type=_instant(), nullable=False)
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("ck_evidence_state")
        batch.create_check_constraint(op.f("ck_evidence_state"), EVIDENCE_STATES)
    op.create_index(
        "ix_evidence_waiting",
        "evidence",
        ["next_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
