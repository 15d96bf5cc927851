"""The same letter for Word: headings are headings, the language is set, pages are numbered."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

TEAL = RGBColor(0x0F, 0x52, 0x57)
LOCALES = {"en": "en-GB", "cy": "cy-GB"}


def to_word(contents: dict[str, Any], *, at: datetime) -> bytes:
    document = Document()
    _dress(document, contents, at)
    _head(document, contents)
    document.add_heading(contents["title"], level=1)
    # Letters of before may hold a label whose value could not be seen.
    for label, value in (row for row in contents["about"] if len(row) == 2):
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{label}: ").bold = True
        _lines(line, value)
    document.add_paragraph(f"{contents['greeting']},").paragraph_format.space_before = Pt(12)
    for part in contents["parts"]:
        if part["heading"]:
            document.add_heading(part["heading"], level=2)
        for point in part["points"]:
            document.add_paragraph(point, style="List Bullet")
        for paragraph in part["paragraphs"]:
            _lines(document.add_paragraph(), paragraph)
    _sign(document, contents)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _dress(document: Any, contents: dict[str, Any], at: datetime) -> None:
    core = document.core_properties
    core.title, core.author = contents["title"], contents["service"]
    core.language = LOCALES[contents["language"]]
    core.created = core.modified = at.replace(tzinfo=None)
    core.comments = ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(12)
    normal.paragraph_format.space_after = Pt(8)
    _set_language(normal, LOCALES[contents["language"]])
    for name, size in (("Heading 1", 18), ("Heading 2", 14)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), TEAL
        style.element.rPr.rFonts.attrib.clear()
        style.font.name = "Arial"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    _foot(section.footer.paragraphs[0], contents)


def _set_language(style: Any, code: str) -> None:
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), code)
    style.element.get_or_add_rPr().append(language)


def _head(document: Any, contents: dict[str, Any]) -> None:
    sender = document.add_paragraph()
    name = sender.add_run(f"IIRMS, {contents['service']}")
    name.bold, name.font.color.rgb = True, TEAL
    for line in contents["team"]:
        sender.add_run().add_break()
        sender.add_run(line)
    _lines(document.add_paragraph(), "\n".join(contents["to"]))
    day = document.add_paragraph(contents["day"])
    if len(contents["reference"]) == 2:
        day.add_run().add_break()
        day.add_run(": ".join(contents["reference"]))
    document.add_paragraph().add_run(contents["private"]).bold = True


def _sign(document: Any, contents: dict[str, Any]) -> None:
    closing = document.add_paragraph(f"{contents['closing']},")
    closing.paragraph_format.space_after = Pt(40)
    closing.paragraph_format.keep_with_next = True
    signed = document.add_paragraph()
    signed.add_run(contents["signed"][0]).bold = True
    for line in contents["signed"][1:]:
        signed.add_run().add_break()
        signed.add_run(line)


def _lines(paragraph: Any, text: str) -> None:
    first, *others = text.split("\n")
    paragraph.add_run(first)
    for line in others:
        paragraph.add_run().add_break()
        paragraph.add_run(line)


def _foot(paragraph: Any, contents: dict[str, Any]) -> None:
    """Page 1 of 2: Word counts them itself."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(f"{contents['page']} ")
    _field(paragraph, "PAGE")
    paragraph.add_run(f" {contents['of']} ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)
