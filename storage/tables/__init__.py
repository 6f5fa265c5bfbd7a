"""The tables. They never leave this package: frozen dataclasses of the domain travel instead."""

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from storage.tables import (
    approval,
    imports,
    issues,
    office,
    people,
    plan,
    roster,
)
from storage.tables import audit as trust
from storage.tables import extensions as own_time
from storage.tables import messaging as post
from storage.tables import report_snapshots as issued
from storage.tables import reports as work

__all__ = [
    "METADATA",
    "approval",
    "imports",
    "issued",
    "issues",
    "office",
    "own_time",
    "people",
    "plan",
    "post",
    "roster",
    "trust",
    "work",
]

METADATA: MetaData = SQLModel.metadata


def table(name: str) -> Table:
    return METADATA.tables[name]


UNITS = table("units")
OFFICIALS = table("officials")
POSTS = table("posts")
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
REPORTS = table("reports")
EVIDENCE = table("evidence")
IMPORTS = table("imports")
IMPORT_CHANGES = table("import_changes")
ESCALATIONS = table("escalations")
QUESTIONS = table("questions")
OPEN_ITEMS = table("open_items")
LETTERS = table("letters")
LETTER_EVENTS = table("letter_events")
INBOX = table("inbox")
PROMPTS = table("prompts")
BOTS = table("bots")
CONVERSATIONS = table("conversations")
OFFICE_SETTINGS = table("office_settings")
STAMPS = table("stamps")
AUDIT = table("audit_entries")
READINESS_CHECKS = table("readiness_checks")
BRIEFINGS = table("briefings")
DISSEMINATIONS = table("disseminations")
ACKNOWLEDGEMENTS = table("acknowledgements")
ISSUES = table("issues")
ISSUE_DECISIONS = table("issue_decisions")
CRITERIA = table("criteria")
ISSUED_REPORTS = table("issued_reports")
ABSENCES = table("absences")
DUTY_OWNERS = table("duty_owners")
OBJECTIONS = table("objections")
EXTENSIONS = table("extensions")
RETURNS = table("returns")
UNIT_SWITCHES = table("unit_switches")
CLOSINGS = table("closings")
CONFIRMATIONS = table("confirmations")
ACCEPTANCES = table("acceptances")
ENCLOSURES = table("enclosures")
QUARANTINES = table("quarantines")
SEALS = table("seals")
FINDINGS = table("findings")
DATA_KEYS = table("data_keys")
TICKS = table("ticks")
LISTENING = table("listening")
REQUESTS = table("requests")
MEANINGS = table("meanings")
MISREADINGS = table("misreadings")
