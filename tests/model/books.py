"""Small books of part 3 with made-up text, and what was read of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import Attribute

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.facts import Edition, Entry

    Read = Callable[..., tuple[Edition, Accounting]]

BOOK: Final = """<book xmlns="http://docbook.org/ns/docbook" xmlns:xl="http://www.w3.org/1999/xlink" label="PS3.3">
<title>PS3.3</title><subtitle>DICOM PS3.3 2099a - Things</subtitle>
<chapter label="A" xml:id="chapter_A"><title>IODs</title>{iods}</chapter>
<chapter label="C" xml:id="chapter_C"><title>Modules</title>{modules}</chapter></book>"""
HEADER: Final = ("Attribute Name", "Tag", "Type", "Attribute Description")
IOD_HEADER: Final = ("IE", "Module", "Reference", "Usage")
GROUPS_HEADER: Final = ("Functional Group Macro", "Section", "Usage")


def para(text: str) -> str:
    return f"<para>{text}</para>"


def td(text: str, **spans: int) -> str:
    """A cell with a paragraph."""
    return bare(para(text), **spans)


def bare(content: str, **spans: int) -> str:
    """A cell with just this content."""
    said = "".join(f' {name}="{count}"' for name, count in spans.items())
    return f"<td{said}>{content}</td>"


def tr(*cells: str) -> str:
    """A row; a cell that is text gets a paragraph."""
    return f"<tr>{''.join(each if each.startswith('<td') else td(each) for each in cells)}</tr>"


def table(
    *rows: str,
    xml_id: str = "table_C.1-1",
    header: tuple[str, ...] = HEADER,
    caption: str = "Thing Module Attributes",
) -> str:
    head = "".join(f"<th><para>{text}</para></th>" for text in header)
    return (
        f'<table xml:id="{xml_id}" label="{xml_id.removeprefix("table_")}"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def section(*content: str, label: str = "C.1", title: str = "Thing Module") -> str:
    return (
        f'<section label="{label}" xml:id="sect_{label}"><title>{title}</title>{"".join(content)}</section>'
    )


def xref(target: str) -> str:
    return f'<xref linkend="{target}" xrefstyle="select: label"/>'


def cid(number: str) -> str:
    return f'<olink targetdoc="PS3.16" targetptr="sect_CID_{number}" xrefstyle="select: labelnumber"/>'


MACRO: Final = section(
    table(
        tr("Code Value", "(0008,0100)", "1", "A value."),
        xml_id="table_C.9-1",
        caption="Macro Thing Macro Attributes",
    ),
    label="C.9",
    title="Macro Thing Macro",
)


def entries(found: tuple[Edition, Accounting], xml_id: str = "table_C.1-1") -> tuple[Entry, ...]:
    return next(each.entries for each in found[0].attribute_tables if each.xml_id == xml_id)


def attribute(found: tuple[Edition, Accounting]) -> Attribute:
    """The only row of the table."""
    (entry,) = entries(found)
    assert isinstance(entry, Attribute)
    return entry


def row(description: str, name: str = "Patient ID", tag: str = "(0010,0020)", type_: str = "1") -> str:
    return tr(name, tag, type_, bare(description))
