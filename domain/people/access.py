"""Every way in and what it takes to pass: a command, tap, step or page not here is shut."""

from collections.abc import Mapping
from enum import StrEnum

from domain.people.officials import Official
from domain.people.permissions import RIGHTS, Action


class Entrance(StrEnum):
    """Who may pass where no single right decides."""

    ANYBODY = "anybody"
    MEMBER = "member"
    LINK = "link"


Lock = Action | Entrance | tuple[Action, ...]
"""Of several rights, any one will do."""

IMPORTS = (Action.IMPORT, Action.ASSIGN)

COMMANDS: Mapping[str, Lock] = {
    "/start": Entrance.ANYBODY,
    "/trogiup": Entrance.ANYBODY,
    "/help": Entrance.ANYBODY,
    "/nhiemvu": Entrance.MEMBER,
    "/baocao": Entrance.MEMBER,
    "/lichsu": Entrance.MEMBER,
    "/ngonngu": Entrance.MEMBER,
    "/trangweb": Entrance.MEMBER,
    "/dulieu": Entrance.MEMBER,
    "/rutdongy": Entrance.MEMBER,
    "/xoa": Entrance.MEMBER,
    "/yeucau": Action.DECIDE_REQUEST,
    "/donvi": Action.VIEW_UNIT,
    "/phancong": Action.ASSIGN,
    "/quantriet": Action.DISSEMINATE,
    "/sansang": Action.VIEW_READINESS,
    "/summary": Action.SUMMARISE,
    "/tonghop": Action.SUMMARISE,
    "/giaoban": Action.BRIEFING,
    "/lichgiaoban": Action.SET_RHYTHM,
    "/vuongmac": Action.VIEW_ISSUES,
    "/vangmat": Action.ABSENT,
    "/giahan": Entrance.MEMBER,
    "/tralai": Action.RETURN,
    "/chot": (Action.CONFIRM_UNIT, Action.SET_UNIT),
    "/nghiemthu": Action.ACCEPT,
    "/nhapkehoach": Action.IMPORT,
    "/nhapphancong": Action.ASSIGN,
    "/nhapdanhsach": Action.IMPORT,
}

TAPS: Mapping[str, Lock] = {
    "duty": Entrance.MEMBER,
    "done": Entrance.MEMBER,
    "prog": Entrance.MEMBER,
    "blck": Entrance.MEMBER,
    "none": Entrance.MEMBER,
    "undo": Entrance.MEMBER,
    "all": Action.ANSWER,
    "allyes": Action.ANSWER,
    "allno": Action.ANSWER,
    "mine": Entrance.MEMBER,
    "lang": Entrance.MEMBER,
    "understood": Action.CONFIRM,
    "unit": Entrance.ANYBODY,
    "admit": Action.ADMIT,
    "refuse": Action.ADMIT,
    "charges": Action.ASSIGN,
    "charge": Action.ASSIGN,
    "give": Action.ASSIGN,
    "remind": Action.REMIND,
    "ack": Action.ACKNOWLEDGE,
    "behalf": Action.ANSWER_ON_BEHALF,
    "handfrom": Action.HAND_OVER,
    "handunit": Action.HAND_OVER,
    "hand": Action.HAND_OVER,
    "handto": Action.HAND_OVER,
    "handonce": Action.HAND_OVER,
    "handall": Action.HAND_OVER,
    "absent": Action.ABSENT,
    "absfrom": Action.ABSENT,
    "abswho": Action.ABSENT,
    "absend": Action.ABSENT,
    "object": Action.OBJECT,
    "invite": Action.ADMIT,
    "extend": Action.ASK_EXTENSION,
    "extends": Action.ASK_EXTENSION,
    "extday": Action.ASK_EXTENSION,
    "requests": Action.DECIDE_EXTENSION,
    "grant": Action.DECIDE_EXTENSION,
    "deny": Action.DECIDE_EXTENSION,
    "giveback": Action.RETURN,
    "givebacks": Action.RETURN,
    "snooze": Action.SNOOZE,
    "closeunit": Action.CONFIRM_UNIT,
    "closeyes": Action.CONFIRM_UNIT,
    "switch": Action.SET_UNIT,
    "claims": Action.ACCEPT,
    "claim": Action.ACCEPT,
    "accept": Action.ACCEPT,
    "acceptall": Action.ACCEPT,
    "reject": Action.ACCEPT,
    "partners": Action.VIEW,
    "askpartner": Action.ASK_PARTNER,
    "reply": Action.ANSWER_QUESTION,
    "summary": Action.SUMMARISE,
    "docx": Action.SUMMARISE,
    "xlsx": Action.SUMMARISE,
    "byunit": Action.SUMMARISE,
    "unitsum": Action.SUMMARISE,
    "compare": Action.SUMMARISE,
    "fix": Action.ISSUE_REPORT,
    "fixyes": Action.ISSUE_REPORT,
    "fixno": Action.ISSUE_REPORT,
    "changes": Action.SUMMARISE,
    "fixdocx": Action.SUMMARISE,
    "fixxlsx": Action.SUMMARISE,
    "briefing": Action.BRIEFING,
    "open": Action.OPEN_PERIOD,
    "lift": Action.LIFT_QUARANTINE,
    "keepdata": Entrance.MEMBER,
    "correct": Entrance.MEMBER,
    "withdrawal": Entrance.MEMBER,
    "withdraw": Entrance.MEMBER,
    "erasure": Entrance.MEMBER,
    "erase": Entrance.MEMBER,
    "reqdone": Action.DECIDE_REQUEST,
    "reqsure": Action.DECIDE_REQUEST,
    "reqlater": Action.DECIDE_REQUEST,
    "reqno": Action.DECIDE_REQUEST,
    "diss": Action.DISSEMINATE,
    "disswrite": Action.DISSEMINATE,
    "issues": Action.VIEW_ISSUES,
    "issue": Action.VIEW_ISSUES,
    "decide": Action.DECIDE_ISSUE,
    "settle": Action.DECIDE_ISSUE,
    "asplan": Action.IMPORT,
    "asroster": Action.IMPORT,
    "asassignments": Action.ASSIGN,
    "asproof": IMPORTS,
    "impform": Action.ASSIGN,
    "impyes": IMPORTS,
    "impno": IMPORTS,
}

STEPS: Mapping[str, Lock] = {
    "answering:hear_status": Entrance.MEMBER,
    "answering:hear_note": Entrance.MEMBER,
    "listing:hear_confirmation": Action.ANSWER,
    "asking:hear_reply": Action.ANSWER_QUESTION,
    "absence:hear_days": Action.ABSENT,
    "absence:hear_stand_in": Action.ABSENT,
    "absence:hear_sure": Action.ABSENT,
    "objecting:hear_reason": Action.OBJECT,
    "consent:hear_consent": Entrance.ANYBODY,
    "deciding:hear_decision": Action.DECIDE_ISSUE,
    "deciding:hear_date": Action.DECIDE_ISSUE,
    "deciding:hear_sure": Action.DECIDE_ISSUE,
    "closing:hear_sure": Action.CONFIRM_UNIT,
    "rejecting:hear_reason": Action.ACCEPT,
    "disseminating:hear_text": Action.DISSEMINATE,
    "disseminating:hear_units": Action.DISSEMINATE,
    "disseminating:hear_sure": Action.DISSEMINATE,
    "importing:hear_file": IMPORTS,
    "importing:hear_verdict": IMPORTS,
    "own_time:hear_day": Action.ASK_EXTENSION,
    "own_time:hear_reason": Action.ASK_EXTENSION,
    "own_time:hear_decision_reason": Action.DECIDE_EXTENSION,
    "own_time:hear_return_reason": Action.RETURN,
    "own_time:hear_return_day": Action.RETURN,
    "requesting:hear_correction": Entrance.MEMBER,
    "requesting:hear_reason": Action.DECIDE_REQUEST,
    "registration:hear_name": Entrance.ANYBODY,
    "registration:hear_position": Entrance.ANYBODY,
}

PAGES: Mapping[str, Lock] = {
    "/": Entrance.ANYBODY,
    "/i/{code}": Entrance.ANYBODY,
    "/static": Entrance.ANYBODY,
    "/c/{token}": Entrance.LINK,
    "/c/{token}/messages": Entrance.LINK,
    "/c/{token}/say": Entrance.LINK,
    "/c/{token}/file": Entrance.LINK,
    "/c/{token}/live": Entrance.LINK,
    "/f/{token}/{name}": Entrance.LINK,
}


def may_pass(official: Official | None, lock: Lock | None) -> bool:
    """Whether somebody may pass at all; what it is about there is judged by `rights.may`.

    What has no lock is shut. `LINK` is judged by the signature of the link itself.
    """
    if lock is Entrance.ANYBODY:
        return True
    if official is None or lock is None or lock is Entrance.LINK:
        return False
    if lock is Entrance.MEMBER:
        return True
    wanted = lock if isinstance(lock, tuple) else (lock,)
    return any(each in RIGHTS[post.role] for post in official.posts for each in wanted)
