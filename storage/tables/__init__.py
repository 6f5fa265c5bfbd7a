"""The tables. They never leave this package: frozen dataclasses of the domain travel instead."""

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from storage.tables import (
    approval,
    audit,
    board,
    extensions,
    imports,
    issues,
    messaging,
    office,
    people,
    plan,
    reports,
    roster,
)

__all__ = [
    "METADATA",
    "approval",
    "audit",
    "board",
    "extensions",
    "imports",
    "issues",
    "messaging",
    "office",
    "people",
    "plan",
    "reports",
    "roster",
]

METADATA: MetaData = SQLModel.metadata


def table(name: str) -> Table:
    return METADATA.tables[name]


UNITS = table("units")
OFFICIALS = table("officials")
POSITIONS = table("positions")
LINKS = table("links")
CONSENTS = table("consents")
INVITATIONS = table("invitations")
WRONG_TRIES = table("wrong_tries")
REGISTRATIONS = table("registrations")
PLANS = table("plans")
PLAN_VERSIONS = table("plan_versions")
TASKS = table("tasks")
TASK_PARTS = table("task_parts")
ASSIGNMENTS = table("assignments")
CALENDAR_DAYS = table("calendar_days")
CYCLES = table("cycles")
DUTIES = table("duties")
DUTY_COUNTS = table("duty_counts")
REPORTS = table("reports")
EVIDENCE = table("evidence")
IMPORTS = table("imports")
IMPORT_CHANGES = table("import_changes")
ESCALATIONS = table("escalations")
QUESTIONS = table("questions")
OPEN_ITEMS = table("open_items")
OUTBOX_MESSAGES = table("outbox_messages")
OUTBOX_EVENTS = table("outbox_events")
INBOX = table("inbox")
PROMPTS = table("prompts")
BOTS = table("bots")
CONVERSATIONS = table("conversations")
OFFICE_SETTINGS = table("office_settings")
CACHE_VERSION = table("cache_version")
ROSTER_CHANGES = table("roster_changes")
AUDIT = table("audit_entries")
READINESS_CHECKS = table("readiness_checks")
BRIEFINGS = table("briefings")
DISSEMINATIONS = table("disseminations")
ANNOUNCEMENT_ACKS = table("announcement_acks")
ISSUES = table("issues")
ISSUE_DECISIONS = table("issue_decisions")
CRITERIA = table("criteria")
REPORT_SNAPSHOTS = table("report_snapshots")
POLICY_VERSIONS = table("policy_versions")
ABSENCES = table("absences")
DUTY_OWNERS = table("duty_owners")
OBJECTIONS = table("objections")
EXTENSIONS = table("extensions")
RETURNS = table("returns")
UNIT_SWITCHES = table("unit_switches")
SIGN_OFFS = table("sign_offs")
SIGN_OFF_EVENTS = table("sign_off_events")
ACCEPTANCES = table("acceptances")
ENCLOSURES = table("enclosures")
QUARANTINES = table("quarantines")
SEALS = table("seals")
FINDINGS = table("findings")
DATA_KEYS = table("data_keys")
HEARTBEATS = table("service_heartbeat")
LISTENING = table("listening")
REQUESTS = table("requests")
MEANINGS = table("meanings")
MISREADINGS = table("misreadings")
BOARD_SIGN_INS = table("board_sign_ins")
BOARD_SESSIONS = table("board_sessions")
BOARD_VIEWS = table("board_views")
BOARD_ACTS = table("board_acts")
CALENDAR_FEEDS = table("calendar_feeds")
CALENDAR_ENTRIES = table("calendar_entries")
