"""First schema: every table, its indexes, and the triggers that guard and announce changes.

Constraint names follow the naming convention of `storage.tables.METADATA`.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Rows are only ever added here. The words of a report may have to be erased, and the one seal
# that is then made anew says so; everything else about it stays.
APPEND_ONLY = {
    "audit_entries": "",
    "outbox_events": "",
    "seals": "",
    "report_snapshots": "",
    "issue_decisions": "",
    "sign_off_events": "",
    "returns": "",
    "reports": " OF id, duty_id, version, status, percent, late, author_id, on_behalf_of, "
    "received_at, channel, event_id",
}
# Every process remembers what these say until the cache version changes.
CACHED = ("units", "office_settings", "calendar_days", "cycles")
# The same, and of these it is noted whose row has changed: the column that says it.
OF_PEOPLE = {
    "officials": "id",
    "positions": "official_id",
    "links": "official_id",
    "absences": "official_id",
}
HEARD = {"links": " OF state, official_id"}  # what else is written there changes nothing
RENEW = "UPDATE cache_version SET stamp = hex(randomblob(8))"
NOTE = "INSERT INTO roster_changes (stamp, official_id) SELECT stamp, {} FROM cache_version"
# What a summary counts of a duty, from its row; `{0}` is that row, `{1}` the end of its last day.
COUNTED = {
    "cycle_id": "{0}.cycle_id",
    "unit_id": "{0}.unit_id",
    "part": "{0}.part",
    "status": "{0}.status",
    "late": "{0}.late",
    "reached": "({0}.reached_at IS NOT NULL OR {0}.rung < 0)",
    "returned": "({0}.returned > 0)",
    "extended": "({0}.extended_to IS NOT NULL)",
    "punctual": "CASE WHEN {0}.status = 'done' THEN {0}.answered_at <= coalesce({1}, "
    "{0}.late_after, (SELECT late_after FROM cycles WHERE id = {0}.cycle_id)) END",
    "deadline": "{0}.deadline",
    "late_after": "{0}.late_after",
}
COUNT = f"INSERT INTO duty_counts ({', '.join(COUNTED)}, duties, folded)"
TRIM = "DELETE FROM roster_changes WHERE id <= (SELECT max(id) FROM roster_changes) - 1000"
FUNCTIONS = (
    """
CREATE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$ LANGUAGE plpgsql
""",
    """
CREATE FUNCTION renew_stamp() RETURNS trigger AS $$
BEGIN
  UPDATE cache_version SET stamp = md5(random()::text || clock_timestamp()::text);
  INSERT INTO roster_changes (stamp) SELECT stamp FROM cache_version;
  RETURN NULL;
END $$ LANGUAGE plpgsql
""",
    f"""
CREATE FUNCTION note_people() RETURNS trigger AS $$
DECLARE
  people integer[];
BEGIN
  EXECUTE TG_ARGV[0] INTO people;
  IF people IS NOT NULL THEN
    UPDATE cache_version SET stamp = md5(random()::text || clock_timestamp()::text);
    INSERT INTO roster_changes (stamp, official_id)
      SELECT stamp, unnest(people) FROM cache_version;
    {TRIM};
  END IF;
  RETURN NULL;
END $$ LANGUAGE plpgsql
""",
)


def upgrade() -> None:
    for make in MAKERS:
        make()
    op.execute("INSERT INTO cache_version (id, stamp) VALUES (1, 'first')")
    op.execute("INSERT INTO roster_changes (stamp) VALUES ('first')")
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
        _count_on_postgresql()
    else:
        _guard_on_sqlite()
        _count_on_sqlite()


def downgrade() -> None:
    raise RuntimeError("Nothing is older than the first schema: restore a backup instead.")


def _guard_on_postgresql() -> None:
    for function in FUNCTIONS:
        op.execute(function)
    for table, columns in APPEND_ONLY.items():
        op.execute(
            f"CREATE TRIGGER keep_{table} BEFORE UPDATE{columns} OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table in CACHED:
        op.execute(
            f"CREATE TRIGGER stamp_{table} AFTER INSERT OR DELETE OR UPDATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION renew_stamp()"
        )
    for table, person in OF_PEOPLE.items():
        _note_on_postgresql(table, person)


def _note_on_postgresql(table: str, person: str) -> None:
    """With a transition table, a trigger takes no list of columns: the rows are compared."""
    changed = "(n.state, n.official_id) IS DISTINCT FROM (o.state, o.official_id)"
    pairs = f"changed n JOIN former o USING (id){f' WHERE {changed}' if table in HEARD else ''}"
    both = f"SELECT unnest(ARRAY[n.{person}, o.{person}]) AS who FROM {pairs}"
    for change, seen, people in (
        ("INSERT", "NEW TABLE AS changed", f"SELECT {person} AS who FROM changed"),
        ("DELETE", "OLD TABLE AS former", f"SELECT {person} AS who FROM former"),
        ("UPDATE", "OLD TABLE AS former NEW TABLE AS changed", both),
    ):
        op.execute(
            f"CREATE TRIGGER stamp_{table}_{change.lower()} AFTER {change} ON {table} "
            f"REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION "
            f"note_people('SELECT array_agg(DISTINCT who) FROM ({people}) AS people')"
        )


def _guard_on_sqlite() -> None:
    for table, columns in APPEND_ONLY.items():
        for change in (f"UPDATE{columns}", "DELETE"):
            op.execute(
                f"CREATE TRIGGER keep_{table}_{change.split()[0].lower()} BEFORE {change} "
                f"ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table in CACHED:
        for change in ("INSERT", "DELETE", "UPDATE"):
            _note_on_sqlite(table, change, NOTE.format("NULL"))
    for table, person in OF_PEOPLE.items():
        _note_on_sqlite(table, "INSERT", NOTE.format(f"new.{person}"))
        _note_on_sqlite(table, "DELETE", NOTE.format(f"old.{person}"))
        both = f"{NOTE.format(f'old.{person}')} UNION SELECT stamp, new.{person} FROM cache_version"
        _note_on_sqlite(table, f"UPDATE{HEARD.get(table, '')}", both)


def _note_on_sqlite(table: str, change: str, note: str) -> None:
    op.execute(
        f"CREATE TRIGGER stamp_{table}_{change.split()[0].lower()} AFTER {change} "
        f"ON {table} BEGIN {RENEW}; {note}; {TRIM}; END"
    )


def _count_on_sqlite() -> None:
    former, now = (
        ", ".join(COUNTED.values()).format(row, f"({row}.deadline || ' 17:00:00.000000')")
        for row in ("old", "new")
    )
    up, down = f"{COUNT} SELECT {now}, 1, false", f"{COUNT} SELECT {former}, -1, false"
    for change, when, counts in (
        ("INSERT", "", up),
        ("DELETE", "", down),
        ("UPDATE", f"WHEN ({_looked_at('old')}) IS NOT ({_looked_at('new')})", f"{down}; {up}"),
    ):
        op.execute(
            f"CREATE TRIGGER count_duties_{change.lower()} AFTER {change} ON duties {when} "
            f"BEGIN {counts}; END"
        )


def _looked_at(row: str) -> str:
    """What the counts of a row follow from, where nothing has to be looked up."""
    plain = [what for name, what in COUNTED.items() if name != "punctual"]
    done = "CASE WHEN {0}.status = 'done' THEN {0}.answered_at END"
    return ", ".join([*plain, done]).format(row)


def _count_on_postgresql() -> None:
    """A statement that changes many duties counts them together, and waits for nobody's row."""
    end = "(d.deadline + time '17:00') AT TIME ZONE 'UTC'"
    row = ", ".join(f"{what} AS {name}" for name, what in COUNTED.items()).format("d", end)
    up, down = (
        f"SELECT {row}, {step} AS step FROM {rows} d"
        for step, rows in ((1, "changed"), (-1, "former"))
    )
    names = ", ".join(COUNTED)
    for change, seen, steps in (
        ("INSERT", "NEW TABLE AS changed", up),
        ("DELETE", "OLD TABLE AS former", down),
        ("UPDATE", "OLD TABLE AS former NEW TABLE AS changed", f"{up} UNION ALL {down}"),
    ):
        op.execute(
            f"CREATE FUNCTION count_duties_{change.lower()}() RETURNS trigger AS $$ BEGIN "
            f"{COUNT} SELECT {names}, sum(step), false FROM ({steps}) AS steps "
            f"GROUP BY {names} HAVING sum(step) <> 0; RETURN NULL; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER count_duties_{change.lower()} AFTER {change} ON duties "
            f"REFERENCING {seen} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION count_duties_{change.lower()}()"
        )


def _audit() -> None:
    _numbered(
        "audit_entries",
        *_moments("at"),
        *_words("actor", "action", "subject"),
        *_documents("facts"),
        *_words("previous_hash", "hash"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "data_keys",
        _id(),
        *_words("proof"),
    )
    _numbered(
        "findings",
        *_words("what"),
        *_documents("facts"),
        *_moments("began_at"),
        *_moments("ended_at", nullable=True),
    )
    _index("ix_findings_standing", "findings", "what", unique=True, where="ended_at IS NULL")
    op.create_table(
        "listening",
        *_words("channel", primary_key=True),
        *_flags("complete"),
        *_moments("since", "seen_at"),
        *_moments("done_at", nullable=True),
    )
    op.create_table(
        "office_settings",
        *_words("key", primary_key=True),
        *_words("value"),
        *_moments("changed_at"),
    )
    _numbered(
        "quarantines",
        *_words("reason"),
        *_moments("since", "began_at"),
        *_moments("told_at", "lifted_at", nullable=True),
        *_words("lifted_by"),
        *_moments("ended_at", nullable=True),
        _one_of("reason", "restored", "clock"),
    )
    _numbered(
        "seals",
        *_words("table_name"),
        *_numbers("row_id"),
        *_words("content", "hash"),
    )
    _index("ix_seals_row", "seals", "table_name", "row_id")
    op.create_table(
        "service_heartbeat",
        *_words("name", primary_key=True),
        *_moments("at"),
    )


def _roster() -> None:
    _numbered(
        "units",
        *_words("code", "name", "name_en", "short_name", "kind"),
        _refers("parent_id", "units.id", nullable=True),
        *_moments("ended_at", nullable=True),
        sa.UniqueConstraint("code"),
    )
    _index("ix_units_parent_id", "units", "parent_id")
    _numbered(
        "wrong_tries",
        *_words("channel", "address"),
        *_moments("tried_at"),
    )
    _index("ix_wrong_tries_chat", "wrong_tries", "channel", "address", "tried_at")
    _numbered(
        "officials",
        *_words("code", "subject", "name", "phone", "email", "position"),
        _refers("unit_id", "units.id"),
        *_words("language"),
        *_moments("started_at"),
        *_moments("ended_at", nullable=True),
        sa.UniqueConstraint("code"),
    )
    _index("ix_officials_phone", "officials", "phone")
    _index("ix_officials_subject", "officials", "subject", unique=True)
    _index("ix_officials_unit_id", "officials", "unit_id")
    _numbered(
        "consents",
        _refers("official_id", "officials.id"),
        *_flags("agreed"),
        *_words("text_version", "text_hash", "channel", "address"),
        *_moments("decided_at"),
    )
    _index("ix_consents_official_id", "consents", "official_id")
    _numbered(
        "invitations",
        _refers("official_id", "officials.id"),
        *_words("code_hash", "token_hash"),
        *_moments("issued_at", "expires_at"),
        *_moments("used_at", "revoked_at", nullable=True),
        sa.UniqueConstraint("code_hash"),
        sa.UniqueConstraint("token_hash"),
    )
    _index("ix_invitations_official_id", "invitations", "official_id")
    _numbered(
        "links",
        _refers("official_id", "officials.id"),
        *_words("channel", "address"),
        *_numbers("preference"),
        *_words("menu", "state", "reason"),
        *_moments("linked_at", "changed_at"),
        _one_of("state", "active", "suspended", "ended"),
    )
    _index("ix_links_menu", "links", "id", where="menu = ''")
    _index("ix_links_official_id", "links", "official_id")
    _index("uq_links_living", "links", "channel", "address", unique=True, where="state <> 'ended'")
    _numbered(
        "positions",
        _refers("official_id", "officials.id"),
        _refers("unit_id", "units.id"),
        *_words("role"),
        *_days("started_on"),
        *_days("ended_on", nullable=True),
        _one_of(
            "role",
            "official",
            "focal_point",
            "deputy_head",
            "head",
            "office",
            "deputy_director",
            "director",
        ),
    )
    _index("ix_positions_official_id", "positions", "official_id")
    _index("ix_positions_unit_id", "positions", "unit_id")
    _numbered(
        "registrations",
        *_words("channel", "address"),
        _refers("unit_id", "units.id"),
        *_words("name", "position", "state"),
        *_moments("asked_at"),
        *_moments("decided_at", nullable=True),
        _refers("decided_by", "officials.id", nullable=True),
        _refers("official_id", "officials.id", nullable=True),
        _one_of("state", "asked", "accepted", "refused"),
        sa.UniqueConstraint("channel", "address", "asked_at"),
    )


def _messaging() -> None:
    op.create_table(
        "bots",
        *_words("channel", primary_key=True),
        *_moments("next_at", "next_answer_at", "paused_until"),
        *_moments("down_since", nullable=True),
        *_words("newest_message", "month"),
        *_numbers("used"),
    )
    _numbered(
        "conversations",
        *_words("channel", "address", "flow", "step"),
        *_documents("data"),
        *_numbers("version"),
        *_moments("expires_at"),
        sa.UniqueConstraint("channel", "address"),
    )
    _numbered(
        "inbox",
        *_words("channel", "event_id", "address", "message_id"),
        *_documents("event"),
        *_words("state"),
        *_numbers("attempts"),
        *_moments("received_at"),
        *_moments("listened_at", "done_at", nullable=True),
        _one_of("state", "new", "done", "parked"),
        sa.UniqueConstraint("channel", "event_id"),
    )
    _index("ix_inbox_chat", "inbox", "channel", "address", "id")
    _index("ix_inbox_message", "inbox", "channel", "address", "message_id")
    _index("ix_inbox_new", "inbox", "id", where="state = 'new'")
    _numbered(
        "outbox_messages",
        *_words("key", "kind"),
        *_numbers("priority"),
        *_words("lane", "route"),
        *_flags("fixed"),
        *_words("edits", "after"),
        _refers("official_id", "officials.id", nullable=True),
        *_words("channel", "address", "text_key"),
        *_documents("facts", "choices", "routing"),
        *_words("about", "state", "reason"),
        *_numbers("attempts"),
        *_moments("logical_at", "send_at", "created_at"),
        *_moments("leased_until", nullable=True),
        *_words("leased_by"),
        *_moments("uncertain_at", "sent_at", nullable=True),
        *_words("message_id", "sent_html"),
        *_documents("sent_buttons", "sent_duties"),
        _one_of(
            "state",
            "queued",
            "sending",
            "sent",
            "retry",
            "failed",
            "uncertain",
            "expired",
            "withdrawn",
        ),
        sa.UniqueConstraint("key"),
    )
    _index(
        "ix_outbox_messages_about", "outbox_messages", "about", where="state IN ('queued', 'retry')"
    )
    _index("ix_outbox_messages_chat", "outbox_messages", "channel", "address", "id")
    _index(
        "ix_outbox_messages_in_flight",
        "outbox_messages",
        "lane",
        where="state IN ('sending', 'uncertain')",
    )
    _index("ix_outbox_messages_lane", "outbox_messages", "lane", "sent_at")
    _index("ix_outbox_messages_message", "outbox_messages", "channel", "message_id")
    _index("ix_outbox_messages_official", "outbox_messages", "official_id", "id")
    _index(
        "ix_outbox_messages_waiting",
        "outbox_messages",
        "route",
        "priority",
        "send_at",
        "id",
        where="state IN ('queued', 'retry')",
    )
    _numbered(
        "outbox_events",
        _refers("outbox_id", "outbox_messages.id"),
        *_moments("at"),
        *_words("state", "reason"),
    )
    _index("ix_outbox_events_outbox_id", "outbox_events", "outbox_id")
    _numbered(
        "prompts",
        *_words("channel", "address", "topic"),
        _refers("outbox_id", "outbox_messages.id"),
        *_words("code"),
        *_documents("taps"),
        *_moments("opened_at"),
        *_moments("closed_at", nullable=True),
        sa.UniqueConstraint("outbox_id"),
    )
    _index("ix_prompts_chat", "prompts", "channel", "address", "id")
    _index("ix_prompts_open", "prompts", "channel", "address", "topic", where="closed_at IS NULL")


def _plan() -> None:
    op.create_table(
        "calendar_days",
        *_days("day", primary_key=True),
        *_flags("working"),
        *_words("name", "status", "basis"),
        _one_of("status", "official", "estimate", "decreed"),
    )
    _numbered(
        "meanings",
        _refers("root_unit_id", "units.id"),
        *_words("words", "written"),
        *_documents("codes"),
        *_moments("learnt_at"),
        sa.UniqueConstraint("root_unit_id", "words"),
    )
    _numbered(
        "plans",
        _refers("root_unit_id", "units.id"),
        *_numbers("version"),
        sa.UniqueConstraint("root_unit_id"),
    )
    _numbered(
        "plan_versions",
        _refers("plan_id", "plans.id"),
        *_numbers("version"),
        *_words("source", "content_hash", "stored"),
        *_documents("notes"),
        *_moments("imported_at"),
        sa.UniqueConstraint("plan_id", "version"),
    )
    _numbered(
        "tasks",
        _refers("plan_id", "plans.id"),
        *_words("code", "field", "criterion", "limitation", "title", "output"),
        *_days("deadline", nullable=True),
        *_words("deadline_text", "recurrence"),
        *_scores("max_score", nullable=True),
        *_words("outside"),
        *_numbers("first_version", "last_version"),
        *_moments("ended_at", nullable=True),
        _one_of("recurrence", "once", "weekly", "monthly", "quarterly", "semiannual", "continuous"),
        sa.UniqueConstraint("plan_id", "code"),
    )
    _numbered(
        "assignments",
        _refers("task_id", "tasks.id"),
        _refers("unit_id", "units.id"),
        _refers("official_id", "officials.id"),
        *_moments("started_at"),
        *_moments("ended_at", nullable=True),
    )
    _index("ix_assignments_official_id", "assignments", "official_id")
    _index("ix_assignments_task_id", "assignments", "task_id")
    _numbered(
        "task_parts",
        _refers("task_id", "tasks.id"),
        _refers("unit_id", "units.id"),
        *_words("part"),
        *_moments("ended_at", nullable=True),
        _one_of("part", "lead", "coordinating"),
        sa.UniqueConstraint("task_id", "unit_id"),
    )


def _reports() -> None:
    _numbered(
        "cycles",
        _refers("root_unit_id", "units.id"),
        *_words("period", "state"),
        *_days("due_day"),
        *_moments("due_at", "late_after", "opens_at", "closes_at"),
        *_flags("forced"),
        *_documents("policy", "steps"),
        _one_of("state", "planned", "open", "closed"),
        sa.UniqueConstraint("root_unit_id", "period"),
    )
    _index("ix_cycles_state_opens_at", "cycles", "state", "opens_at")
    _numbered(
        "open_items",
        *_words("key", "kind"),
        _refers("unit_id", "units.id", nullable=True),
        *_documents("facts"),
        *_moments("opened_at"),
        *_moments("closed_at", nullable=True),
        sa.UniqueConstraint("key"),
    )
    _index("ix_open_items_open", "open_items", "closed_at")
    _numbered(
        "duties",
        _refers("cycle_id", "cycles.id"),
        _refers("task_id", "tasks.id"),
        _refers("unit_id", "units.id"),
        *_words("task_code", "title", "part"),
        *_days("deadline", nullable=True),
        *_words("recurrence"),
        _refers("owner_id", "officials.id", nullable=True),
        *_numbers("revision", "rung", "held_days"),
        *_moments("next_at", "reached_at", nullable=True),
        *_words("status", nullable=True),
        *_numbers("percent", nullable=True),
        *_words("note"),
        *_flags("late"),
        *_moments("answered_at", nullable=True),
        _refers("answered_by", "officials.id", nullable=True),
        *_days("due_day", nullable=True),
        *_moments("late_after", nullable=True),
        *_numbers("course"),
        *_days("extended_from", "extended_to", nullable=True),
        *_numbers("returned"),
        *_flags("was_late"),
        _one_of("part", "lead", "coordinating"),
        _one_of("status", "done", "in_progress", "blocked", "not_started"),
        sa.UniqueConstraint("cycle_id", "task_id", "unit_id"),
    )
    _index("ix_duties_due", "duties", "next_at", where="next_at IS NOT NULL")
    _index("ix_duties_owner", "duties", "owner_id", "cycle_id")
    _index("ix_duties_unit", "duties", "unit_id", "cycle_id")
    _numbered(
        "escalations",
        _refers("duty_id", "duties.id"),
        *_numbers("rung"),
        *_words("audience"),
        *_days("day"),
        _refers("official_id", "officials.id"),
        *_words("message_key"),
        *_moments("escalated_at"),
        *_moments("acknowledged_at", nullable=True),
        sa.UniqueConstraint("duty_id", "rung", "official_id", "day"),
    )
    _index("ix_escalations_official_id", "escalations", "official_id")
    _numbered(
        "evidence",
        _refers("duty_id", "duties.id"),
        _refers("official_id", "officials.id"),
        *_words("channel", "reference", "name", "media_type"),
        *_numbers("size"),
        *_words("sha256", "album", "stored", "state", "reason"),
        *_numbers("attempts"),
        *_moments("next_at", "received_at"),
        _one_of("state", "waiting", "kept", "quarantined", "refused"),
    )
    _index("ix_evidence_duty_id", "evidence", "duty_id")
    _index("ix_evidence_waiting", "evidence", "next_at", where="state = 'waiting'")
    _numbered(
        "questions",
        _refers("asker_id", "officials.id"),
        _refers("duty_id", "duties.id", nullable=True),
        *_words("text"),
        *_moments("asked_at"),
        *_words("answer"),
        _refers("answered_by", "officials.id", nullable=True),
        *_moments("answered_at", nullable=True),
    )
    _numbered(
        "reports",
        *_moments("said_at", "stored_at", "recorded_at", nullable=True),
        _refers("duty_id", "duties.id"),
        *_numbers("version"),
        *_words("status", nullable=True),
        *_numbers("percent", nullable=True),
        *_words("note"),
        *_flags("late"),
        _refers("author_id", "officials.id"),
        _refers("on_behalf_of", "officials.id", nullable=True),
        *_moments("received_at"),
        *_words("channel", "event_id"),
        _one_of("status", "done", "in_progress", "blocked", "not_started"),
        sa.UniqueConstraint("duty_id", "version"),
    )


def _office() -> None:
    op.create_table(
        "cache_version",
        _id(),
        *_words("stamp"),
    )
    _numbered(
        "roster_changes",
        *_words("stamp"),
        *_numbers("official_id", nullable=True),
    )
    _index("ix_roster_changes_stamp", "roster_changes", "stamp")
    _numbered(
        "briefings",
        _refers("root_unit_id", "units.id"),
        *_moments("planned_at"),
        *_moments("since", "taken_at", nullable=True),
        sa.UniqueConstraint("root_unit_id", "planned_at"),
    )
    _numbered(
        "misreadings",
        _refers("root_unit_id", "units.id"),
        *_words("text", "read_as", "meant"),
        *_days("reported_on"),
        *_flags("kept"),
        sa.UniqueConstraint("root_unit_id", "text"),
    )
    _numbered(
        "enclosures",
        _refers("official_id", "officials.id"),
        *_words("channel", "address", "reference", "name", "media_type"),
        *_numbers("size"),
        *_words("sha256", "stored", "state", "reason"),
        *_numbers("attempts"),
        *_moments("next_at", "received_at"),
        _one_of("state", "waiting", "kept", "quarantined", "refused"),
    )
    _index("ix_enclosures_waiting", "enclosures", "next_at", where="state = 'waiting'")
    _numbered(
        "readiness_checks",
        _refers("cycle_id", "cycles.id"),
        *_moments("due_at"),
        *_moments("done_at", nullable=True),
        sa.UniqueConstraint("cycle_id"),
    )
    _numbered(
        "disseminations",
        _refers("root_unit_id", "units.id"),
        _refers("author_id", "officials.id"),
        *_words("text"),
        *_documents("units"),
        *_numbers("version"),
        _refers("replaces_id", "disseminations.id", nullable=True),
        *_moments("begun_at"),
        *_numbers("step"),
        *_moments("next_at", "replaced_at", nullable=True),
        _refers("enclosure_id", "enclosures.id", nullable=True),
        *_words("document", "stored"),
    )
    _numbered(
        "announcement_acks",
        _refers("dissemination_id", "disseminations.id"),
        _refers("official_id", "officials.id"),
        _refers("unit_id", "units.id"),
        *_moments("confirmed_at", nullable=True),
        sa.UniqueConstraint("dissemination_id", "official_id"),
    )
    _index("ix_announcement_acks_official_id", "announcement_acks", "official_id")


def _report_snapshots() -> None:
    _numbered(
        "criteria",
        *_words("code"),
        *_numbers("place"),
        *_words("field_code", "field", "title"),
        *_scores("max_score"),
        *_scores("field_max", nullable=True),
        sa.UniqueConstraint("code"),
    )
    _numbered(
        "report_snapshots",
        _refers("cycle_id", "cycles.id"),
        *_numbers("number"),
        *_moments("issued_at"),
        _refers("issued_by", "officials.id", nullable=True),
        *_words("sha256", "content"),
        *_numbers("audit_number"),
        *_words("audit_hash"),
        sa.UniqueConstraint("cycle_id", "number"),
    )
    _numbered(
        "policy_versions",
        _refers("root_unit_id", "units.id"),
        *_numbers("number"),
        *_documents("policy"),
        *_moments("saved_at"),
        _refers("saved_by", "officials.id", nullable=True),
        sa.UniqueConstraint("root_unit_id", "number"),
    )


def _approval() -> None:
    op.create_table(
        "unit_switches",
        _refers("unit_id", "units.id", primary_key=True),
        *_flags("confirms"),
        *_moments("changed_at"),
    )
    _numbered(
        "sign_offs",
        _refers("cycle_id", "cycles.id"),
        _refers("unit_id", "units.id"),
        *_numbers("rung"),
        *_moments("next_at", "off_at", nullable=True),
        sa.UniqueConstraint("cycle_id", "unit_id"),
    )
    _index("ix_sign_offs_due", "sign_offs", "next_at", where="next_at IS NOT NULL")
    _numbered(
        "sign_off_events",
        *_moments("said_at", "stored_at", "recorded_at", nullable=True),
        _refers("sign_off_id", "sign_offs.id"),
        _refers("official_id", "officials.id"),
        *_moments("confirmed_at"),
        *_flags("late"),
        *_numbers("missing", "seen"),
    )
    _index("ix_sign_off_events_sign_off_id", "sign_off_events", "sign_off_id")
    _numbered(
        "acceptances",
        _refers("duty_id", "duties.id"),
        *_numbers("version"),
        *_words("state"),
        *_moments("claimed_at"),
        *_moments("next_at", "decided_at", nullable=True),
        _refers("decided_by", "officials.id", nullable=True),
        *_words("reason"),
        *_moments("ended_at", nullable=True),
        _one_of("state", "waiting", "accepted", "rejected"),
    )
    _index("ix_acceptances_due", "acceptances", "next_at", where="next_at IS NOT NULL")
    _index("ix_acceptances_duty_id", "acceptances", "duty_id")
    rejected = "state = 'rejected' AND ended_at IS NULL"
    _index("ix_acceptances_rejected", "acceptances", "duty_id", where=rejected)
    waiting = "state = 'waiting' AND ended_at IS NULL"
    _index("ix_acceptances_waiting", "acceptances", "claimed_at", where=waiting)
    _index("uq_acceptances_living", "acceptances", "duty_id", unique=True, where="ended_at IS NULL")


def _people() -> None:
    _numbered(
        "absences",
        _refers("official_id", "officials.id"),
        *_days("first_day", "last_day"),
        _refers("stand_in_id", "officials.id", nullable=True),
        _refers("recorded_by", "officials.id", nullable=True),
        *_moments("recorded_at"),
        *_moments("ended_at", nullable=True),
    )
    _index("ix_absences_official_id", "absences", "official_id")
    _numbered(
        "requests",
        _refers("official_id", "officials.id"),
        *_words("wish", "words"),
        *_moments("asked_at"),
        *_days("due_on"),
        *_flags("extended"),
        *_words("state", "reason"),
        *_moments("remind_at", "decided_at", nullable=True),
        _refers("decided_by", "officials.id", nullable=True),
        _one_of("state", "open", "done", "refused"),
        _one_of("wish", "correct", "withdraw", "erase"),
    )
    _index("ix_requests_due", "requests", "remind_at", where="remind_at IS NOT NULL")
    _index("ix_requests_official_id", "requests", "official_id")
    op.create_table(
        "duty_counts",
        _id(),
        *_numbers("cycle_id", "unit_id"),
        *_words("part"),
        *_words("status", nullable=True),
        *_flags("late", "reached", "returned", "extended"),
        *_flags("punctual", nullable=True),
        *_days("deadline", nullable=True),
        *_moments("late_after", nullable=True),
        *_numbers("duties"),
        *_flags("folded"),
    )
    _index("ix_duty_counts_cycle_id", "duty_counts", "cycle_id")
    _numbered(
        "duty_owners",
        _refers("duty_id", "duties.id"),
        _refers("official_id", "officials.id", nullable=True),
        *_moments("from_at"),
        *_moments("to_at", nullable=True),
        _refers("by_id", "officials.id", nullable=True),
        *_words("why"),
    )
    _index("ix_duty_owners_duty_id", "duty_owners", "duty_id")
    _index("uq_duty_owners_now", "duty_owners", "duty_id", unique=True, where="to_at IS NULL")
    _numbered(
        "objections",
        *_moments("said_at", "stored_at", "recorded_at", nullable=True),
        _refers("duty_id", "duties.id"),
        *_numbers("version"),
        _refers("official_id", "officials.id"),
        *_words("reason"),
        *_moments("made_at"),
        *_numbers("settled_version", nullable=True),
        sa.UniqueConstraint("duty_id", "version"),
    )


def _imports() -> None:
    _numbered(
        "import_changes",
        *_words("matter", "source"),
        _refers("root_unit_id", "units.id"),
        _refers("official_id", "officials.id", nullable=True),
        *_documents("rows"),
        *_moments("applied_at"),
        *_moments("undone_at", "pruned_at", nullable=True),
        _one_of("matter", "plan", "roster", "assignments", "official"),
    )
    _index("ix_import_changes_applied_at", "import_changes", "applied_at")
    _index("ix_import_changes_root_unit_id", "import_changes", "root_unit_id")
    _numbered(
        "imports",
        _refers("official_id", "officials.id"),
        *_words("channel", "address", "matter", "reference", "name", "media_type"),
        *_numbers("size"),
        *_words("sha256", "stored", "state", "reason"),
        *_numbers("attempts"),
        *_moments("next_at"),
        *_documents("content", "shown"),
        *_moments("received_at", "expires_at"),
        *_words("preview"),
        *_moments("settled_at", "pruned_at", nullable=True),
        _one_of("matter", "", "plan", "roster", "assignments"),
        _one_of(
            "state",
            "asked",
            "waiting",
            "shown",
            "confirmed",
            "dropped",
            "refused",
            "replaced",
            "expired",
        ),
    )
    _index("ix_imports_official_id", "imports", "official_id")
    _index("ix_imports_waiting", "imports", "next_at", where="state = 'waiting'")


def _extensions() -> None:
    _numbered(
        "extensions",
        *_moments("said_at", "stored_at", "recorded_at", nullable=True),
        _refers("duty_id", "duties.id"),
        _refers("asker_id", "officials.id"),
        *_days("from_day", "to_day"),
        *_words("reason"),
        *_numbers("percent", nullable=True),
        *_moments("asked_at"),
        *_words("state", "answer"),
        _refers("decided_by", "officials.id", nullable=True),
        *_moments("decided_at", nullable=True),
        *_flags("late"),
        _one_of("state", "open", "granted", "refused", "settled"),
    )
    _index("ix_extensions_duty_id", "extensions", "duty_id")
    _index("ix_extensions_open", "extensions", "duty_id", unique=True, where="state = 'open'")
    _numbered(
        "returns",
        *_moments("said_at", "stored_at", "recorded_at", nullable=True),
        _refers("duty_id", "duties.id"),
        *_numbers("number", "version"),
        _refers("by_id", "officials.id"),
        *_words("reason"),
        *_days("due_day"),
        *_moments("returned_at"),
        sa.UniqueConstraint("duty_id", "number"),
    )


def _issues() -> None:
    _numbered(
        "issues",
        _refers("unit_id", "units.id"),
        _refers("task_id", "tasks.id"),
        _refers("duty_id", "duties.id"),
        _refers("proposer_id", "officials.id"),
        *_words("cause", "proposal", "state"),
        *_numbers("version"),
        *_moments("raised_at"),
        *_days("told_on"),
        *_moments("remind_at", "ended_at", nullable=True),
        _refers("ended_by", "officials.id", nullable=True),
        _one_of("state", "open", "closed", "withdrawn"),
    )
    _index("ix_issues_due", "issues", "remind_at", where="remind_at IS NOT NULL")
    _index("ix_issues_living", "issues", "unit_id", "task_id", unique=True, where="state = 'open'")
    _numbered(
        "issue_decisions",
        _refers("issue_id", "issues.id"),
        *_numbers("version"),
        *_words("text"),
        *_days("next_date", nullable=True),
        _refers("decided_by", "officials.id"),
        *_moments("decided_at"),
        sa.UniqueConstraint("issue_id", "version"),
    )


def _board() -> None:
    _numbered(
        "board_sign_ins",
        *_words("kind", "code_hash", "holder_hash"),
        *_numbers("number"),
        *_words("browser", "place"),
        _refers("official_id", "officials.id", nullable=True),
        _refers("link_id", "links.id", nullable=True),
        *_moments("created_at", "expires_at"),
        *_moments("confirmed_at", "used_at", nullable=True),
        _one_of("kind", "link", "code"),
        sa.UniqueConstraint("code_hash"),
    )
    _numbered(
        "board_sessions",
        *_words("token_hash"),
        _refers("official_id", "officials.id"),
        _refers("link_id", "links.id", nullable=True),
        *_words("posts", "browser"),
        *_moments("created_at", "seen_at", "confirmed_at"),
        *_moments("ended_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
    _index("ix_board_sessions_official", "board_sessions", "official_id", "ended_at")
    _numbered(
        "board_views",
        _refers("official_id", "officials.id"),
        _refers("unit_id", "units.id", nullable=True),
        *_words("name", "query"),
        *_moments("created_at"),
        sa.UniqueConstraint("official_id", "name"),
    )
    _index("ix_board_views_unit_id", "board_views", "unit_id")
    _numbered(
        "board_acts",
        _refers("official_id", "officials.id"),
        *_words("key", "kind"),
        *_documents("outcome"),
        *_moments("acted_at", "undo_until"),
        *_moments("undone_at", nullable=True),
        sa.UniqueConstraint("official_id", "key"),
    )


def _calendar_feed() -> None:
    _numbered(
        "calendar_feeds",
        *_words("token_hash"),
        _refers("official_id", "officials.id"),
        _refers("link_id", "links.id"),
        *_moments("created_at"),
        *_moments("read_at", "ended_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
    _index("ix_calendar_feeds_official_id", "calendar_feeds", "official_id")
    _numbered(
        "calendar_entries",
        _refers("official_id", "officials.id"),
        *_words("key", "kind"),
        *_documents("facts"),
        *_moments("begins_at", "ends_at"),
        *_flags("all_day"),
        *_numbers("sequence"),
        *_moments("changed_at"),
        *_flags("cancelled"),
        sa.UniqueConstraint("official_id", "key"),
    )


def _other_programs() -> None:
    _numbered(
        "api_tokens",
        *_words("token_hash", "purpose"),
        _refers("unit_id", "units.id"),
        *_words("kinds"),
        *_moments("issued_at", "expires_at"),
        *_moments("revoked_at", "used_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
    _numbered(
        "webhooks",
        *_words("purpose", "url", "secret"),
        _refers("unit_id", "units.id"),
        *_words("events"),
        *_flags("private"),
        *_numbers("told_up_to"),
        *_moments("created_at"),
        *_moments("ended_at", nullable=True),
    )
    _numbered(
        "webhook_deliveries",
        _refers("webhook_id", "webhooks.id"),
        *_words("event_id", "event", "body", "state"),
        *_numbers("tries"),
        *_moments("next_at", nullable=True),
        *_moments("happened_at"),
        *_words("reason"),
        _one_of("state", "waiting", "delivered", "dead"),
        sa.UniqueConstraint("webhook_id", "event_id"),
    )
    due = "next_at IS NOT NULL"
    _index("ix_webhook_deliveries_due", "webhook_deliveries", "next_at", where=due)


def _unit_groups() -> None:
    _numbered(
        "unit_groups",
        *_words("channel", "address", "title"),
        _refers("unit_id", "units.id", nullable=True),
        _refers("asked_by", "officials.id", nullable=True),
        *_words("state"),
        *_moments("changed_at"),
        *_moments("look_at", nullable=True),
        _one_of("state", "asked", "linked", "leaving", "left"),
    )
    _index("ix_unit_groups_place", "unit_groups", "channel", "address")
    _index("ix_unit_groups_due", "unit_groups", "look_at", where="look_at IS NOT NULL")


def _web_push() -> None:
    _numbered(
        "push_keys",
        *_words("name", "private"),
        *_moments("created_at"),
        sa.UniqueConstraint("name"),
    )
    _numbered(
        "push_subscriptions",
        _refers("link_id", "links.id"),
        *_words("endpoint", "p256dh", "auth"),
        *_numbers("attempts"),
        *_moments("created_at"),
        *_moments("next_at", nullable=True),
        sa.UniqueConstraint("endpoint"),
    )
    _index(
        "ix_push_subscriptions_due", "push_subscriptions", "next_at", where="next_at IS NOT NULL"
    )
    _index("ix_push_subscriptions_link_id", "push_subscriptions", "link_id")


def _zalo_oa() -> None:
    _numbered(
        "oa_tokens",
        *_words("app", "access", "refresh"),
        *_numbers("generation"),
        *_moments("expires_at", "renewed_at"),
        *_flags("refused"),
        *_moments("leased_until", nullable=True),
        sa.UniqueConstraint("app"),
    )
    _numbered(
        "receipts",
        *_words("channel", "message_id", "kind"),
        *_moments("at"),
        _one_of("kind", "delivered", "seen"),
        sa.UniqueConstraint("message_id", "channel", "kind"),
    )


MAKERS = (
    _audit,
    _roster,
    _messaging,
    _plan,
    _reports,
    _office,
    _report_snapshots,
    _approval,
    _people,
    _imports,
    _extensions,
    _issues,
    _board,
    _calendar_feed,
    _other_programs,
    _unit_groups,
    _web_push,
    _zalo_oa,
)


def _numbered(name: str, *columns: Any) -> None:
    """A table whose numbers are never given twice."""
    op.create_table(name, _id(), *columns, sqlite_autoincrement=True)


def _index(
    name: str, table: str, *columns: Any, unique: bool = False, where: str | None = None
) -> None:
    only = None if where is None else sa.text(where)
    op.create_index(
        name, table, list(columns), unique=unique, sqlite_where=only, postgresql_where=only
    )


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), primary_key=True, nullable=False)


def _refers(name: str, target: str, **options: Any) -> sa.Column[Any]:
    reference = sa.ForeignKey(target)
    return sa.Column(name, sa.Integer(), reference, **{"nullable": False, **options})


def _one_of(column: str, *words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def _columns(kind: Any, names: tuple[str, ...], **options: Any) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, **{"nullable": False, **options}) for name in names]


def _words(*names: str, **options: Any) -> list[sa.Column[Any]]:
    return _columns(sa.String(), names, **options)


def _numbers(*names: str, **options: Any) -> list[sa.Column[Any]]:
    return _columns(sa.Integer(), names, **options)


def _scores(*names: str, **options: Any) -> list[sa.Column[Any]]:
    return _columns(sa.Float(), names, **options)


def _flags(*names: str, **options: Any) -> list[sa.Column[Any]]:
    return _columns(sa.Boolean(), names, **options)


def _days(*names: str, **options: Any) -> list[sa.Column[Any]]:
    return _columns(sa.Date(), names, **options)


def _moments(*names: str, **options: Any) -> list[sa.Column[Any]]:
    return _columns(sa.DateTime(timezone=True), names, **options)


def _documents(*names: str, **options: Any) -> list[sa.Column[Any]]:
    return _columns(sa.JSON(), names, **options)
