"""The register of difficulties in chat: seeing it, deciding on an entry, settling it."""

from bot.features.issues.actions import close, keep, told_facts
from bot.features.issues.conversation import Decide
from bot.features.issues.notices import decide_choice, grouped, view_choice
from bot.inbound.context import Scene
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.people.permissions import Action, Target, may
from domain.reporting.issues import Decision, Issue, decision_facts, issue_facts, ordered
from storage.people import officials
from storage.reports import issues

FLOW = "deciding"
BACK = Choice("choice.issues", str(Tap("issues")))
SHOWN = 3
"""So many decisions of an entry are shown, the newest; all of them stay stored."""
PAGE = 5
"""So many entries fit into one message on every messenger."""


async def show(scene: Scene, skipped: int = 0) -> list[Say]:
    """The open entries that this person may see, those first whose date has come."""
    await scene.authorise(Action.VIEW_ISSUES, Target(scene.me.unit_id, scene.me.id))
    today, tree = local_day(scene.now), await scene.tree()
    seen = [
        each
        for each in ordered(await issues.listed(scene.tx), today)
        if may(scene.me, Action.VIEW_ISSUES, _target(scene, each), tree)
    ]
    page = seen[skipped : skipped + PAGE]
    if not page:
        return [Say("issue.none")]
    left = len(seen) - skipped - len(page)
    more = Choice("choice.next_page", str(Tap("issues", skipped + PAGE)), {"left": left})
    choices = (*map(view_choice, page), *((more,) if left else ()))
    facts = {"count": len(seen), "skipped": skipped, "groups": grouped(page, today)}
    return [Say("issue.list", facts, choices)]


def _target(scene: Scene, issue: Issue) -> Target:
    """An entry is its proposer's own, and that of whoever owns the duty."""
    own = scene.me.id == issue.proposer_id
    return Target(issue.unit_id, scene.me.id if own else issue.owner_id)


async def look(scene: Scene, argument: str) -> list[Say]:
    """The list, or the entry whose number was typed with the command."""
    number = argument.strip().removeprefix("#")
    if not number:
        return await show(scene)
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Refusal("issue.unknown", {"number": number[:20]})
    return await view(scene, int(number))


async def view(scene: Scene, issue_id: int) -> list[Say]:
    """One entry with what was decided on it last, and what this person may do about it."""
    issue = await _find(scene, issue_id)
    decided = (await issues.decisions(scene.tx, issue.id))[-SHOWN:]
    told = [decision_facts(each) for each in decided]
    facts = {**issue_facts(issue, local_day(scene.now)), "decisions": told}
    tree = await scene.tree()
    decides = issue.open and may(scene.me, Action.DECIDE_ISSUE, Target(issue.unit_id), tree)
    return [Say("issue.entry", facts, (*(_actions(issue) if decides else ()), BACK))]


def _actions(issue: Issue) -> tuple[Choice, Choice]:
    return (
        decide_choice(issue, alone=True),
        Choice("choice.settle", str(Tap("settle", issue.id, issue.version))),
    )


async def _find(scene: Scene, issue_id: int) -> Issue:
    issue = await issues.find(scene.tx, issue_id)
    if issue is None:
        raise Refusal("issue.unknown", {"number": str(issue_id)})
    await scene.authorise(Action.VIEW_ISSUES, _target(scene, issue))
    return issue


async def _to_decide(scene: Scene, issue_id: int, written: str = "") -> Issue:
    """An open entry, for whoever may decide on it; what was `written` is given back."""
    issue = await _find(scene, issue_id)
    await scene.authorise(Action.DECIDE_ISSUE, Target(issue.unit_id))
    if not issue.open:
        facts = {"number": issue.id, "state": issue.state.value, "written": written}
        raise Refusal("issue.ended", facts)
    return issue


async def write(scene: Scene, issue_id: int, version: int) -> list[Say]:
    """Wait for the decision; of an entry decided meanwhile, the newest decision is shown first."""
    issue = await _to_decide(scene, issue_id)
    if issue.version != version:
        return [Say("issue.changed", {"written": ""}), *await view(scene, issue.id)]
    facts = {"number": issue.id, "code": issue.task_code, "unit": issue.unit_name}
    facts |= {"cause": issue.cause, "proposal": issue.proposal}
    await scene.wait_for(FLOW, "hear_decision", issue_id=issue.id, version=issue.version, **facts)
    return [Say("issue.write", facts)]


async def decide(scene: Scene, effect: Decide) -> list[Say]:
    """Keep the decision and bring it to the people concerned."""
    issue = await _to_decide(scene, effect.issue_id, effect.text)
    decision = Decision(effect.text, effect.next_date, scene.me.id, scene.me.name, scene.now)
    known = issue.version == effect.version
    if not known or not await keep(scene.tx, issue, decision, scene.me):
        return [Say("issue.changed", {"written": effect.text}), *await view(scene, issue.id)]
    facts = told_facts(issue, decision, await officials.roster(scene.tx, scene.now), scene.me)
    settled = Choice("choice.settle", str(Tap("settle", issue.id, issue.version + 1)))
    return [Say("issue.decided", facts, (settled, BACK))]


async def settle(scene: Scene, issue_id: int, version: int) -> list[Say]:
    """The difficulty is gone: the entry is closed. Decided meanwhile, it is shown once more."""
    issue = await _to_decide(scene, issue_id)
    if issue.version != version or not await close(scene.tx, issue, scene.me, scene.now):
        return [Say("issue.changed", {"written": ""}), *await view(scene, issue.id)]
    await scene.stop_waiting()
    return [Say("issue.settled", {"number": issue.id, "code": issue.task_code}, (BACK,))]
