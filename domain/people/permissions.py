"""Who may do what: one table, deny by default."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from domain.people.officials import Official, Role
from domain.people.units import Tree


class Action(StrEnum):
    ANSWER = "answer"
    ANSWER_ON_BEHALF = "answer_on_behalf"
    REMIND = "remind"
    ACKNOWLEDGE = "acknowledge"
    VIEW = "view"
    VIEW_UNIT = "view_unit"
    SUMMARISE = "summarise"
    BRIEFING = "briefing"
    VIEW_LATENESS = "view_lateness"
    ADMIT = "admit"
    CONFIRM = "confirm"
    DISSEMINATE = "disseminate"
    ASSIGN = "assign"
    VIEW_READINESS = "view_readiness"
    ANSWER_QUESTION = "answer_question"
    OPEN_PERIOD = "open_period"
    IMPORT = "import"
    VIEW_ISSUES = "view_issues"
    DECIDE_ISSUE = "decide_issue"
    ISSUE_REPORT = "issue_report"
    SET_RHYTHM = "set_rhythm"
    DECREE_DAY_OFF = "decree_day_off"
    ABSENT = "absent"
    HAND_OVER = "hand_over"
    OBJECT = "object"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    RETURN = "return"
    SNOOZE = "snooze"
    CONFIRM_UNIT = "confirm_unit"
    SET_UNIT = "set_unit"
    ACCEPT = "accept"
    ASK_PARTNER = "ask_partner"
    LIFT_QUARANTINE = "lift_quarantine"
    DECIDE_REQUEST = "decide_request"
    REVIEW_MISREADINGS = "review_misreadings"
    VIEW_AUDIT = "view_audit"
    VIEW_CHANNELS = "view_channels"
    SET_LADDER = "set_ladder"
    LINK_GROUP = "link_group"


class Reach(StrEnum):
    """How far a right reaches from the unit in which the role is held."""

    OWN = "own"
    SUBTREE = "subtree"
    EVERYTHING = "everything"


PERSONAL = frozenset({Action.CONFIRM, Action.ABSENT, Action.OBJECT})
"""What nobody does in another's name: own rights that do not pass to a stand-in."""

OFFICIAL_RIGHTS = {
    Action.ABSENT: Reach.OWN,
    Action.OBJECT: Reach.OWN,
    Action.ANSWER: Reach.OWN,
    Action.CONFIRM: Reach.OWN,
    Action.VIEW: Reach.OWN,
    Action.VIEW_ISSUES: Reach.OWN,
    Action.ASK_EXTENSION: Reach.OWN,
    Action.SNOOZE: Reach.OWN,
    Action.ASK_PARTNER: Reach.OWN,
}
FOCAL_RIGHTS = OFFICIAL_RIGHTS | {Action.ANSWER_QUESTION: Reach.SUBTREE}
HEAD_RIGHTS = {
    Action.ABSENT: Reach.SUBTREE,
    Action.HAND_OVER: Reach.SUBTREE,
    Action.OBJECT: Reach.OWN,
    Action.ANSWER_QUESTION: Reach.SUBTREE,
    Action.ANSWER: Reach.OWN,
    Action.CONFIRM: Reach.OWN,
    Action.ANSWER_ON_BEHALF: Reach.SUBTREE,
    Action.REMIND: Reach.SUBTREE,
    Action.ACKNOWLEDGE: Reach.SUBTREE,
    Action.VIEW: Reach.SUBTREE,
    Action.VIEW_UNIT: Reach.SUBTREE,
    Action.ADMIT: Reach.SUBTREE,
    Action.ASSIGN: Reach.SUBTREE,
    Action.VIEW_ISSUES: Reach.SUBTREE,
    Action.ASK_EXTENSION: Reach.SUBTREE,
    Action.RETURN: Reach.SUBTREE,
    Action.SNOOZE: Reach.OWN,
    Action.CONFIRM_UNIT: Reach.SUBTREE,
    Action.ASK_PARTNER: Reach.SUBTREE,
    Action.LINK_GROUP: Reach.SUBTREE,
}
OFFICE_RIGHTS = {
    Action.ABSENT: Reach.EVERYTHING,
    Action.HAND_OVER: Reach.EVERYTHING,
    Action.OBJECT: Reach.OWN,
    Action.ANSWER_QUESTION: Reach.EVERYTHING,
    Action.ANSWER: Reach.OWN,
    Action.CONFIRM: Reach.OWN,
    Action.ANSWER_ON_BEHALF: Reach.EVERYTHING,
    Action.REMIND: Reach.EVERYTHING,
    Action.VIEW: Reach.EVERYTHING,
    Action.VIEW_UNIT: Reach.EVERYTHING,
    Action.SUMMARISE: Reach.EVERYTHING,
    Action.BRIEFING: Reach.EVERYTHING,
    Action.VIEW_LATENESS: Reach.EVERYTHING,
    Action.ADMIT: Reach.EVERYTHING,
    Action.OPEN_PERIOD: Reach.EVERYTHING,
    Action.IMPORT: Reach.EVERYTHING,
    Action.DISSEMINATE: Reach.EVERYTHING,
    Action.ASSIGN: Reach.EVERYTHING,
    Action.VIEW_READINESS: Reach.EVERYTHING,
    Action.VIEW_ISSUES: Reach.EVERYTHING,
    Action.DECIDE_ISSUE: Reach.EVERYTHING,
    Action.ISSUE_REPORT: Reach.EVERYTHING,
    Action.SET_RHYTHM: Reach.EVERYTHING,
    Action.DECREE_DAY_OFF: Reach.EVERYTHING,
    Action.ASK_EXTENSION: Reach.OWN,
    Action.DECIDE_EXTENSION: Reach.EVERYTHING,
    Action.RETURN: Reach.EVERYTHING,
    Action.SNOOZE: Reach.OWN,
    Action.SET_UNIT: Reach.EVERYTHING,
    Action.ACCEPT: Reach.EVERYTHING,
    Action.ASK_PARTNER: Reach.OWN,
    Action.LIFT_QUARANTINE: Reach.EVERYTHING,
    Action.DECIDE_REQUEST: Reach.EVERYTHING,
    Action.REVIEW_MISREADINGS: Reach.EVERYTHING,
    Action.VIEW_AUDIT: Reach.EVERYTHING,
    Action.VIEW_CHANNELS: Reach.EVERYTHING,
    Action.SET_LADDER: Reach.EVERYTHING,
    Action.LINK_GROUP: Reach.EVERYTHING,
}
LEADER_RIGHTS = {
    Action.ABSENT: Reach.OWN,
    Action.OBJECT: Reach.OWN,
    Action.ANSWER: Reach.OWN,
    Action.CONFIRM: Reach.OWN,
    Action.VIEW: Reach.EVERYTHING,
    Action.VIEW_UNIT: Reach.EVERYTHING,
    Action.SUMMARISE: Reach.EVERYTHING,
    Action.BRIEFING: Reach.EVERYTHING,
    Action.VIEW_ISSUES: Reach.EVERYTHING,
    Action.DECIDE_ISSUE: Reach.EVERYTHING,
    Action.ASK_EXTENSION: Reach.OWN,
    Action.SNOOZE: Reach.OWN,
    Action.ASK_PARTNER: Reach.OWN,
}
DIRECTOR_RIGHTS = LEADER_RIGHTS | {
    Action.VIEW_LATENESS: Reach.EVERYTHING,
    Action.VIEW_AUDIT: Reach.EVERYTHING,
}
DEPUTY_RIGHTS = LEADER_RIGHTS | {Action.DECIDE_EXTENSION: Reach.EVERYTHING}
RIGHTS: Mapping[Role, Mapping[Action, Reach]] = {
    Role.OFFICIAL: OFFICIAL_RIGHTS,
    Role.FOCAL_POINT: FOCAL_RIGHTS,
    Role.DEPUTY_HEAD: HEAD_RIGHTS,
    Role.HEAD: HEAD_RIGHTS,
    Role.OFFICE: OFFICE_RIGHTS,
    Role.DEPUTY_DIRECTOR: DEPUTY_RIGHTS,
    Role.DIRECTOR: DIRECTOR_RIGHTS,
}


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is about: a unit, and the official whose duty it is, if any."""

    unit_id: int | None = None
    owner_id: int | None = None


def may(official: Official, action: Action, target: Target, tree: Tree) -> bool:
    """Whether any post of this official grants the action on this target.

    Whoever stands in for somebody has that person's posts, and answers in that person's name.
    """
    people = (official.id,) if action in PERSONAL else official.answers_for
    return any(
        _reaches(RIGHTS[post.role][action], post.unit_id, people, target, tree)
        for post in official.posts
        if action in RIGHTS[post.role]
    )


def reached(official: Official, action: Action, tree: Tree) -> frozenset[int]:
    """The units about which `may` grants the action, whoever owns a duty there."""
    found: set[int] = set()
    for post in official.posts:
        reach = RIGHTS[post.role].get(action)
        if reach is Reach.EVERYTHING:
            found |= tree.whole(post.unit_id)
        elif reach is Reach.SUBTREE:
            found |= tree.subtree(post.unit_id)
    return frozenset(found)


def _reaches(
    reach: Reach, post_unit: int, people: Collection[int], target: Target, tree: Tree
) -> bool:
    match reach:
        case Reach.EVERYTHING:
            return target.unit_id is None or _same_root(tree, post_unit, target.unit_id)
        case Reach.SUBTREE:
            return target.unit_id is not None and tree.contains(post_unit, target.unit_id)
        case Reach.OWN:
            return target.owner_id is not None and target.owner_id in people
        case _:
            assert_never(reach)


def _same_root(tree: Tree, one: int, other: int) -> bool:
    up, down = tree.upwards(one), tree.upwards(other)
    return bool(up and down) and up[-1].id == down[-1].id
