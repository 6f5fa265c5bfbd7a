"""Finds names by their words or initials, letter by letter, however many names there are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Spellings = tuple[str, ...]
Atom = Spellings | int
"""One word in its spellings, which all begin with the same letter; or a number."""
Tail = re.Pattern[str]


@dataclass(slots=True)
class Node:
    """Where some words lead. `ends`: by level and tail, the codes of the names that end here."""

    words: dict[str, dict[Spellings, "Node"]] = field(default_factory=dict)
    numbers: dict[int, "Node"] = field(default_factory=dict)
    ends: dict[tuple[int, Tail], list[str]] = field(default_factory=dict)

    def child(self, atom: Atom) -> "Node":
        if isinstance(atom, int):
            return self.numbers.setdefault(atom, Node())
        return self.words.setdefault(atom[0][0], {}).setdefault(atom, Node())


class NameTrie:
    """Names without spaces or marks; each may be followed by what its `tail` matches."""

    def __init__(self) -> None:
        self.root = Node()
        self.walked: dict[str, tuple[list[Node], bool]] = {}

    def add(self, level: int, atoms: Sequence[Atom], code: str, tail: Tail) -> None:
        node = self.root
        for atom in atoms:
            node = node.child(atom)
        node.ends.setdefault((level, tail), []).append(code)

    def find(self, text: str) -> list[str]:
        """The codes of the names of the lowest level that are this text, in no certain order."""
        found: dict[int, dict[str, None]] = {}
        for node, at in _reached([self.root], text):
            for (level, tail), codes in node.ends.items():
                if at == len(text) or tail.fullmatch(text, at):
                    found.setdefault(level, {}).update(dict.fromkeys(codes))
        return list(found[min(found)]) if found else []

    def spans(self, pieces: Sequence[str]) -> list[int]:
        """Of how many pieces, two or more, a name may consist that begins with the first."""
        counts = []
        nodes, _ = self._walk([self.root], pieces[0])
        for count, piece in enumerate(pieces[1:], start=2):
            if not any(node.words or node.numbers for node in nodes):
                break
            nodes, ended = self._walk(nodes, piece)
            counts += [count] if ended else []
        return counts

    def _walk(self, nodes: list[Node], text: str) -> tuple[list[Node], bool]:
        """The nodes right behind this text, and whether a name ends there or in its tail."""
        first = len(nodes) == 1 and nodes[0] is self.root
        if first and text in self.walked:
            return self.walked[text]
        reached = _reached(nodes, text)
        ended = any(
            at == len(text) or tail.fullmatch(text, at)
            for node, at in reached
            for _, tail in node.ends
        )
        walked = [node for node, at in reached if at == len(text)], ended
        if first:
            self.walked[text] = walked
        return walked


def _reached(nodes: Iterable[Node], text: str) -> list[tuple[Node, int]]:
    """Every node on the way through the text, with how much of it was read by then."""
    states = [(node, 0) for node in nodes]
    for node, at in states:  # it grows while it is gone through
        if at < len(text):
            states += _steps(node, text, at)
    return states


def _steps(node: Node, text: str, at: int) -> list[tuple[Node, int]]:
    steps = [
        (child, at + len(each))
        for spellings, child in node.words.get(text[at], {}).items()
        for each in spellings
        if text.startswith(each, at)
    ]
    return [*steps, *_numbers(node, text, at)] if node.numbers and text[at].isdigit() else steps


def _numbers(node: Node, text: str, at: int) -> Iterable[tuple[Node, int]]:
    for end in range(at + 1, len(text) + 1):
        if not text[end - 1].isdigit():
            return
        found = node.numbers.get(int(text[at:end]))
        if found:
            yield found, end
