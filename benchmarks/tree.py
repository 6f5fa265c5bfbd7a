"""Draws the source tree from its imports: layers, packages with their modules, who imports whom.

`python -m benchmarks.tree` writes docs/pictures/tree.svg; a test compares it with the tree.
"""

import ast
from collections import Counter
from collections.abc import Iterable
from xml.sax.saxutils import escape

from benchmarks.figures import ROOT, imported, modules

PICTURE = ROOT / "docs/pictures/tree.svg"
LAYERS = (
    ("nhacviec",),
    ("api", "bot", "web", "scheduler"),
    ("actions",),
    ("documents", "storage"),
    ("domain",),
)
WIDTH, GAP, BOX, LINE, HEAD = 1120, 16, 26, 22, 30
STYLE = (
    "text{font:13px sans-serif;fill:#1c2733}.name{font-weight:700;font-size:15px}"
    ".count{fill:#5a6b7b}.layer{fill:#eef3f8;stroke:#9db2c6}.room{fill:#fff;stroke:#c3d0dc}"
    ".arrow{stroke:#5a6b7b;fill:none;marker-end:url(#head)}"
)


def rooms(names: Iterable[str]) -> dict[str, Counter[str]]:
    """For each layer its packages, and how many modules lie in each; '' is the layer itself."""
    found: dict[str, Counter[str]] = {}
    for name in names:
        layer, *inner = name.split(".")
        found.setdefault(layer, Counter())[inner[0] if len(inner) > 1 else ""] += 1
    return found


def arrows() -> Counter[tuple[str, str]]:
    """How many modules of one layer import from another."""
    known = modules()
    counted: Counter[tuple[str, str]] = Counter()
    for name, path in known.items():
        layer = name.split(".")[0]
        others = {each.split(".")[0] for each in imported(ast.parse(path.read_text()), known)}
        counted.update((layer, other) for other in others - {layer})
    return counted


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(words)}</text>'


def _room(x: float, y: float, width: float, words: tuple[str, int]) -> list[str]:
    name, count = words
    return [
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{BOX}" rx="4" class="room"/>',
        _text(x + 8, y + 18, name or "(modules of its own)", ""),
        f'<text x="{x + width - 8:g}" y="{y + 18:g}" class="count" text-anchor="end">{count}</text>',
    ]


def _layer(at: tuple[float, float], width: float, name: str, inside: Counter[str]) -> list[str]:
    x, y = at
    columns = max(1, int(width // 200))
    each = (width - GAP * (columns + 1)) / columns
    drawn = [
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{_height(width, inside):g}" rx="8" class="layer"/>',
        _text(x + GAP, y + 22, f"{name}/", "name"),
    ]
    for place, room in enumerate(sorted(inside.items())):
        left = x + GAP + (place % columns) * (each + GAP)
        drawn += _room(left, y + HEAD + (place // columns) * (BOX + 8), each, room)
    return drawn


def _height(width: float, inside: Counter[str]) -> float:
    rows = -(-len(inside) // max(1, int(width // 200)))
    return HEAD + rows * (BOX + 8) + 8


def draw() -> str:
    found, counted = rooms(modules()), arrows()
    drawn, y = [], float(GAP)
    for layer in LAYERS:
        here = [name for name in layer if name in found]
        total = sum(len(found[name]) + 3 for name in here)
        room = WIDTH - GAP * (len(here) + 1)
        x, deepest = float(GAP), 0.0
        for name in here:
            width = room * (len(found[name]) + 3) / total
            drawn += _layer((x, y), width, name, found[name])
            deepest = max(deepest, _height(width, found[name]))
            x += width + GAP
        y += deepest
        lines = _told(counted, here, found)
        for line in lines:
            y += LINE
            drawn.append(_text(GAP + 4, y - 4, line, "count"))
        y += GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y:g}" viewBox="0 0 {WIDTH} {y:g}">',
            f"<title>Layers and packages, drawn from the imports</title><style>{STYLE}</style>",
            *drawn,
            "</svg>\n",
        ]
    )


def _told(
    counted: Counter[tuple[str, str]], here: list[str], found: dict[str, Counter[str]]
) -> list[str]:
    return [
        f"{name} ↓ "
        + ", ".join(
            f"{other} ({counted[name, other]} of {sum(found[name].values())} modules)"
            for other in found
            if counted[name, other]
        )
        for name in here
        if any(counted[name, other] for other in found)
    ]


def main() -> None:
    PICTURE.write_text(draw(), "utf-8")
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
