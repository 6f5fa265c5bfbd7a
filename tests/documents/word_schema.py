"""Checks a Word file against the sequences of the standard (ECMA-376, part 1, WordprocessingML)."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree  # type: ignore[import-untyped] # it ships no types

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW "
    "jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
    "tblDescription tblPrChange",
    "tblCellMar": "top start left bottom end right",
    "tblBorders": "top start left bottom end right insideH insideV",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
    "tcFitText vAlign hideMark headers cellIns cellDel cellMerge tcPrChange",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings sectPrChange",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr "
    "tcPr tblStylePr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "pBdr": "top left bottom right between bar",
}
FIRST = {"p": "pPr", "r": "rPr", "tbl": "tblPr", "tc": "tcPr", "tr": "trPr"}
"""What can only be the first child, if it is there."""


def wrong(content: bytes) -> list[str]:
    """Every place of a .docx that is not as the standard has it."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = [name for name in package.namelist() if name.startswith("word/")]
        return [
            f"{name}: {said}"
            for name in parts
            if name.endswith(".xml")
            for said in _of_part(etree.fromstring(package.read(name)))
        ]


def _of_part(root: Any) -> Iterator[str]:
    for node in root.iter():
        name = node.tag.removeprefix(W) if isinstance(node.tag, str) else ""
        children = [each.tag.removeprefix(W) for each in node if isinstance(each.tag, str)]
        if name in SEQUENCES:
            yield from _sequence(name, children)
        if name in FIRST and FIRST[name] in children[1:]:
            yield f"{name}: {FIRST[name]} is not the first"
        if name == "tc" and children[-1:] != ["p"]:
            yield "tc: it does not end in a paragraph"
        if name == "tbl" and children[1:2] != ["tblGrid"]:
            yield "tbl: no grid behind its properties"


def _sequence(name: str, children: list[str]) -> Iterator[str]:
    order = SEQUENCES[name].split()
    unknown = [each for each in children if each not in order and not each.startswith("{")]
    yield from (f"{name}: {each} does not belong there" for each in unknown)
    places = [order.index(each) for each in children if each in order]
    repeated = {"headerReference", "footerReference", "tblStylePr"}
    if [p for p in places if order[p] not in repeated] != sorted(
        {p for p in places if order[p] not in repeated}
    ):
        yield f"{name}: {' '.join(children)}"
