"""Writes the Word report: fills the Office's template with the facts of a book."""

import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from documents.readers.package import as_expected
from documents.report.template_data import context
from documents.report.tracked import without_deleted
from documents.report.wording import department, number
from domain.messaging.messages import Refusal
from domain.people.department_names import UNNAMED, DepartmentNames
from domain.summaries.report_data import Book

SHIPPED = Path(__file__).parent / "templates" / "report.docx"
NOT_A_WORD_FILE = (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError)
PLACEHOLDER = re.compile(r"\{[{%].*?(?:[}%]\}|$)")
QUOTED = re.compile(r"'([^']+)'(?! object)")
WORD_PREFIX = re.compile(r"\{%-?(?:p|tr|tc|r)\s")
BLOCK = re.compile(r"\{%-?(?:p|tr|tc|r)?\s*(\w+)")
BLOCKS = {"for", "if"}
HALF = re.compile(r"Unexpected end|unknown tag '(?:end\w+|el\w+)'")
"""What is said of one half of a block, read without the other."""
TAG = re.compile(r"<[^>]*>")
PARAGRAPH_END = re.compile(r"</w:p>")
LONGEST_QUOTE = 80
TITLES = ("Tên loại", "Trích yếu")
"""Styles whose paragraphs say what the document is, as its properties do."""
LONGEST_TITLE = 255
BROKEN = (TemplateError, TypeError, ValueError, ArithmeticError)
Facts = Mapping[str, Any]


def word_report(
    book: Book, template: Path | None = None, names: DepartmentNames = UNNAMED
) -> bytes:
    """The report as a .docx file.

    Raises Refusal (document.*) that names the placeholder when the template cannot be filled.
    """
    file = template or SHIPPED
    facts = {**context(book), "department": department(names)}
    return fill(BytesIO(file.read_bytes()), facts, book.summary.as_of, file.name)


def fill(template: BytesIO, facts: Facts, as_of: datetime, name: str = "") -> bytes:
    """A template with its placeholders filled. Raises Refusal, like the report."""
    try:
        document = DocxTemplate(without_deleted(as_expected(template)))
        document.init_docx()
    except NOT_A_WORD_FILE:
        raise Refusal("document.not_word", {"file": name}) from None
    try:
        document.render(facts, _environment())
    except (UndefinedError, SecurityError) as wrong:
        raise Refusal("document.unknown", {"names": _unknown(document, facts, wrong)}) from None
    except BROKEN as wrong:
        where = _where(document, facts, wrong)
        raise Refusal("document.broken", {"where": where}) from None
    _about(document, as_of)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _environment() -> SandboxedEnvironment:
    """Templates come from people: they see the facts and nothing of the program."""
    return SandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: number(value) if type(value) is int else value,
    )


def _unknown(document: Any, facts: Facts, wrong: TemplateError) -> str:
    """Every unknown name; or, for a part of a known one, the part."""
    names: set[str] = document.get_undeclared_template_variables(_environment(), facts)
    told: list[str] = QUOTED.findall(wrong.message or "")
    return ", ".join(sorted(names)) or (told[-1] if told else wrong.message or "")


def _where(document: Any, facts: Facts, wrong: Exception) -> str:
    """The placeholder that broke the template; or, if none can be named, what was said of it."""
    text = PARAGRAPH_END.sub("\n", document.get_xml())
    found = PLACEHOLDER.findall(unescape(TAG.sub("", text)))
    bad = next((each for each in found if _fails(each, facts)), "") or _unmatched(found)
    return (bad or str(wrong))[:LONGEST_QUOTE]


def _fails(placeholder: str, facts: Facts) -> bool:
    """Whether it cannot be read or filled by itself. What a loop names is unknown outside it."""
    alone = WORD_PREFIX.sub("{% ", placeholder)
    try:
        _environment().from_string(alone).render(facts)
    except TemplateSyntaxError as wrong:
        message = wrong.message or ""
        return not (alone.startswith("{%") and HALF.search(message))
    except UndefinedError:
        return False
    except BROKEN:
        return True
    return False


def _unmatched(found: Iterable[str]) -> str:
    """The first {% for %} or {% if %} that nothing ends, or the first end of nothing."""
    begun: list[tuple[str, str]] = []
    for each in found:
        word = BLOCK.match(each)
        if word and word[1] in BLOCKS:
            begun.append((word[1], each))
        elif word and word[1].startswith("end"):
            if not begun or begun[-1][0] != word[1].removeprefix("end"):
                return begun[-1][1] if begun else each
            begun.pop()
    return begun[0][1] if begun else ""


def _about(document: Any, as_of: datetime) -> None:
    about = document.docx.core_properties
    named = [each.text for each in document.docx.paragraphs if each.style.name in TITLES]
    about.title = " ".join(" ".join(named).split())[:LONGEST_TITLE] or about.title
    about.created = about.modified = as_of
    about.revision = 1
