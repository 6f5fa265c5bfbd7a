"""The second question before an import ends many: how many, who, and whether really."""

from actions.imports.endings import counts_of, facts_of
from domain.imports.changes.consequences import Consequences
from domain.imports.changes.endings import Endings
from domain.imports.drafts import ImportDraft
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.units import Tree

FORM = "endings"
"""The form under which messages ask for the whole list."""


def ask(draft: ImportDraft, endings: Endings, brought: Consequences, tree: Tree) -> Reply:
    """That nobody ends is offered first. `brought`: what comes of ending them."""
    number = draft.id
    facts = (
        facts_of(endings, tree)
        | counts_of(brought)
        | {"url": "", "file": {"form": FORM, "draft": number}}
    )
    end = "choice.end_missing" if endings.count else "choice.end_posts"
    choices = (
        Choice(
            "choice.keep_missing",
            str(ButtonAction("impkeep", number)),
            {"tasks": bool(endings.tasks)},
        ),
        Choice(end, str(ButtonAction("impend", number)), {"count": endings.count}),
        Choice("choice.drop", str(ButtonAction("impno", number))),
    )
    key = "intake.ends_tasks" if endings.tasks else "intake.ends_people"
    return Reply(key, facts, choices)
