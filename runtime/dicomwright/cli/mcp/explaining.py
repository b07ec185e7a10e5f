"""What findings mean: in words, and the section of the standard that is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.cli.mcp.places import Place, of_class, page
from dicomwright.cli.names import named
from dicomwright.runtime.reports.findings import CODES

if TYPE_CHECKING:
    from dicomwright.runtime.vocabulary.registry import Kind

_TYPES: Final = {"1": "7.4.1", "1c": "7.4.2", "2": "7.4.3", "2c": "7.4.4"}
_SECTIONS: Final[dict[str, tuple[int, str, str]]] = {
    **{f"missing-type-{kind}": (5, section, "sect_7.4") for kind, section in _TYPES.items()},
    **{f"empty-type-{kind}": (5, _TYPES[kind], "sect_7.4") for kind in ("1", "1c")},
    **dict.fromkeys(("value-not-enumerated", "value-not-a-defined-term"), (5, "6.3", "sect_6.3")),
    **dict.fromkeys(("bad-value", "wrong-vr"), (5, "6.2", "sect_6.2")),
    **dict.fromkeys(("missing-functional-group", "misplaced-functional-group", "frame-count"),
                    (3, "C.7.6.16", "sect_C.7.6.16")),
    **dict.fromkeys(("code-not-in-context-group", "bad-code"), (3, "8", "chapter_8")),
    **dict.fromkeys(("sr-relationship", "sr-value-type"), (3, "A.35", "sect_A.35")),
    **dict.fromkeys(("unknown-attribute", "retired-attribute"), (6, "6", "chapter_6")),
    **dict.fromkeys((
        "missing-content-item", "forbidden-content-item", "unexpected-content-item", "content-item-count",
        "content-item-order", "template-value-type", "template-relationship", "template-concept", "template-value",
        "template-constraint", "unknown-template",
    ), (16, "6", "chapter_6")),
    "not-allowed": (5, "7.4.2", "sect_7.4"),
    "wrong-vm": (5, "6.4", "sect_6.4"),
    "item-count": (5, "7.5", "sect_7.5"),
    "missing-module": (3, "A.1.3", "sect_A.1.3"),
    "broken-constraint": (3, "C", "chapter_C"),
    "bad-offset": (3, "F", "chapter_F"),
    "retired-code": (16, "8", "chapter_8"),
    "pixel-length": (5, "8", "chapter_8"),
    "pixel-encoding": (5, "A.4", "sect_A.4"),
    "file-meta": (10, "7.1", "chapter_7"),
    "private-element": (5, "7.8", "sect_7.8"),
    "uid-root": (5, "9", "chapter_9"),
    "unexpected-attribute": (3, "A", "chapter_A"),
    "element-order": (5, "7", "chapter_7"),
    "unknown-iod": (4, "B.5", "sect_B.5"),
    "unreadable": (10, "7", "chapter_7"),
}  # fmt: skip
"""Part, section and page that say what a finding of a code breaks, where the finding itself says nothing closer."""

_KINDS: Final[tuple[Kind, ...]] = ("modules", "macros", "iods")


class Explanation(Place):
    """What a finding means, and where the standard says so; `module` is where the attribute is declared."""

    code: str
    meaning: str
    module: Place | None


def rule_of(code: str) -> Place:
    """Return the section that a finding of a code breaks."""
    return page(*_SECTIONS[code])


def explained(code: str, module: str) -> Explanation:
    """Explain a finding of a code, of a module or macro if there is one. Raises KeyError for what is no code."""
    return {"code": code, "meaning": CODES[code], **rule_of(code), "module": _declaring(module)}


def _declaring(module: str) -> Place | None:
    return next((of_class(kind, name) for kind in _KINDS if (name := named(kind, module))), None)
