"""Relationships of SR documents: trees made by hand, and the SR documents of the corpus."""

from __future__ import annotations

from collections import Counter
from struct import pack
from typing import TYPE_CHECKING, Final, NamedTuple

import pydicom
import pytest
from committed import SHARED

from dicomwright.iods import (
    BasicTextSR,
    ColonCADSR,
    Comprehensive3DSR,
    ComprehensiveSR,
    CTImage,
    EnhancedSR,
    ExtensibleSR,
)
from dicomwright.runtime.trees.pydicom_trees import from_pydicom
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.relationships import relationship_findings

if TYPE_CHECKING:
    from dicomwright.runtime import IOD
    from dicomwright.runtime.trees.tree import Element

CONTENT: Final = 0x0040A730
FILES: Final = SHARED / "corpus" / "files"
DOCUMENTS: Final = {
    # measurements in a Basic Text SR: what dciodvfy says of children of SCOORD, and three that it expects elsewhere
    "dwv__tests__annotation__dwv034__sr-circle.dcm": (BasicTextSR, 19, 24 + 3),
    "dwv__tests__annotation__dwv034__sr-protractor.dcm": (BasicTextSR, 7, 12 + 3),
    "dwv__tests__annotation__dwv034__sr-rectangle.dcm": (BasicTextSR, 22, 27 + 3),
    "dwv__tests__annotation__tid1500-0__sr-ellipse.dcm": (Comprehensive3DSR, 0, 0),
    "highdicom__sr_document_with_multiple_groups.dcm": (Comprehensive3DSR, 0, 0),
    "pydicom__reportsi_with_empty_number_tags.dcm": (BasicTextSR, 0, 0),
    "pydicom__test-SR.dcm": (ComprehensiveSR, 0, 0),
}
"""IOD, and how many value types and relationships are wrong, in each SR document of the corpus."""


class Node(NamedTuple):
    """A content item: relationship, value type and items below; or a relationship by reference."""

    relationship: str
    value_type: str = ""
    children: tuple[Node, ...] = ()
    reference: tuple[int, ...] | None = None


def item(relationship: str, value_type: str, *children: Node) -> Node:
    return Node(relationship, value_type, children)


def by_reference(relationship: str, *numbers: int) -> Node:
    return Node(relationship, reference=numbers)


def padded(text: str) -> bytes:
    return text.encode() + b" " * (len(text) % 2)


def elements_of(node: Node) -> dict[int, Element]:
    found: dict[int, Element] = {}
    if node.relationship:
        found[0x0040A010] = "CS", padded(node.relationship)
    if node.value_type:
        found[0x0040A040] = "CS", padded(node.value_type)
    if node.reference is not None:
        found[0x0040DB73] = "UL", pack(f"<{len(node.reference)}I", *node.reference)
    return found


def tree(*children: Node, root: str = "CONTAINER") -> DataSet:
    """Make a data set of the content items; without recursion, as some are deep."""
    top = DataSet({0x0040A040: ("CS", padded(root))})
    pending = [(top, children)]
    while pending:
        around, nodes = pending.pop()
        items = [DataSet(elements_of(node), around, CONTENT, index) for index, node in enumerate(nodes)]
        if items:
            around.elements[CONTENT] = "SQ", items
        pending += zip(items, (node.children for node in nodes), strict=True)
    return top


def found(dataset: DataSet, iod: type[IOD]) -> list[tuple[str, str]]:
    """Code and path of each finding."""
    return [(code, path) for code, path, _, _ in relationship_findings(dataset, iod)]


def relationship_at(*indexes: int) -> tuple[str, str]:
    return "sr-relationship", place(*indexes) + "RelationshipType"


def reference_at(*indexes: int) -> tuple[str, str]:
    return "sr-relationship", place(*indexes) + "ReferencedContentItemIdentifier"


def value_type_at(*indexes: int) -> tuple[str, str]:
    return "sr-value-type", place(*indexes) + "ValueType"


def place(*indexes: int) -> str:
    return "".join(f"ContentSequence[{index}]." for index in indexes)


# Value types and rows of the tables --------------------------------------------------------------------------


def test_what_an_iod_allows() -> None:
    document = tree(
        item("HAS OBS CONTEXT", "PNAME"),
        item("CONTAINS", "CONTAINER", item("CONTAINS", "TEXT", item("INFERRED FROM", "IMAGE"))),
        item("CONTAINS", "CODE", item("HAS CONCEPT MOD", "TEXT")),
    )
    assert found(document, BasicTextSR) == []


def test_a_value_type_of_another_iod() -> None:
    """Nothing is said of the relationship to it, which would be the same fault; those from it are in no row."""
    document = tree(item("CONTAINS", "TEXT"), item("CONTAINS", "NUM", item("INFERRED FROM", "IMAGE")))
    assert found(document, BasicTextSR) == [value_type_at(1), relationship_at(1, 0)]
    assert found(document, EnhancedSR) == []


def test_a_finding_says_what_is_allowed_and_not_what_was_found() -> None:
    (one,) = relationship_findings(tree(item("CONTAINS", "SECRET")), BasicTextSR)
    code, path, tag, message = one
    assert (code, path, tag) == ("sr-value-type", "ContentSequence[0].ValueType", 0x0040A040)
    assert "'TEXT', 'CODE', 'DATETIME'" in message
    assert "SECRET" not in message


@pytest.mark.parametrize(
    ("iod", "document", "expected"),
    [
        (BasicTextSR, tree(item("SELECTED FROM", "IMAGE")), [relationship_at(0)]),  # of no row
        (BasicTextSR, tree(item("INFERRED FROM", "TEXT")), [relationship_at(0)]),  # not of a container
        (BasicTextSR, tree(item("HAS OBS CONTEXT", "IMAGE")), [relationship_at(0)]),  # not to an image
        (
            BasicTextSR,  # TEXT has properties of images, PNAME has not
            tree(
                item("CONTAINS", "TEXT", item("HAS PROPERTIES", "IMAGE")),
                item("CONTAINS", "PNAME", item("HAS PROPERTIES", "IMAGE")),
            ),
            [relationship_at(1, 0)],
        ),
        (Comprehensive3DSR, tree(item("CONTAINS", "SCOORD3D", item("HAS CONCEPT MOD", "CODE"))), []),
        (EnhancedSR, tree(item("CONTAINS", "SCOORD", item("SELECTED FROM", "IMAGE"))), []),
        (EnhancedSR, tree(item("CONTAINS", "SCOORD", item("SELECTED FROM", "NUM"))), [relationship_at(0, 0)]),
        (ExtensibleSR, tree(item("CONTAINS", "IMAGE", item("HAS OBS CONTEXT", "IMAGE"))), []),
        (ExtensibleSR, tree(item("CONTAINS", "IMAGE", item("CONTAINS", "TEXT"))), [relationship_at(0, 0)]),
    ],
)
def test_rows_of_the_tables(iod: type[IOD], document: DataSet, expected: list[tuple[str, str]]) -> None:
    assert found(document, iod) == expected


def test_what_is_missing_is_left_to_others() -> None:
    document = tree(item("", "TEXT", item("INFERRED FROM", "")), item("CONTAINS", ""), root="")
    assert found(document, BasicTextSR) == []


def test_what_is_no_text_is_left_to_others() -> None:
    child = DataSet({0x0040A010: ("CS", b"CONTAINS"), 0x0040A040: ("SQ", []), 0x0040DB73: ("SQ", [])})
    assert found(DataSet({0x0040A040: ("SQ", []), CONTENT: ("SQ", [child])}), ComprehensiveSR) == [
        reference_at(0)
    ]
    assert found(DataSet({CONTENT: ("UN", b"1234")}), ComprehensiveSR) == []


def test_an_iod_without_relationships_has_none_to_judge() -> None:
    assert found(tree(item("SELECTED FROM", "NUM")), CTImage) == []


def test_deep_nesting() -> None:
    depth = 30_000
    document = tree()
    here = document
    for _ in range(depth):
        below = DataSet(elements_of(item("CONTAINS", "CONTAINER")), here, CONTENT)
        here.elements[CONTENT] = "SQ", [below]
        here = below
    here.elements[CONTENT] = "SQ", [DataSet(elements_of(item("SELECTED FROM", "IMAGE")), here, CONTENT)]
    (only,) = found(document, BasicTextSR)
    assert only == relationship_at(*([0] * (depth + 1)))


# By reference ------------------------------------------------------------------------------------------------

IMAGES: Final = item("CONTAINS", "CONTAINER", item("CONTAINS", "IMAGE"))


def measured(*below: Node) -> DataSet:
    """A document with an image at 1.1.1, and a measurement at 1.2."""
    return tree(IMAGES, item("CONTAINS", "NUM", *below))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (measured(by_reference("INFERRED FROM", 1, 1, 1)), []),
        (measured(by_reference("INFERRED FROM")), []),  # empty: a Type 1 attribute without a value
        (measured(by_reference("HAS PROPERTIES", 1, 1, 1)), []),
        (
            measured(by_reference("HAS OBS CONTEXT", 1, 1, 1)),
            [relationship_at(1, 0)],
        ),  # the type of what it means
        (measured(by_reference("HAS CONCEPT MOD", 1, 1, 1)), [reference_at(1, 0), relationship_at(1, 0)]),
        (measured(by_reference("INFERRED FROM", 1, 1, 2)), [reference_at(1, 0)]),
        (measured(by_reference("INFERRED FROM", 1, 1, 0)), [reference_at(1, 0)]),
        (measured(by_reference("INFERRED FROM", 1, 1, 1, 1)), [reference_at(1, 0)]),
        (measured(by_reference("INFERRED FROM", 2, 1, 1)), [reference_at(1, 0)]),
        (measured(by_reference("INFERRED FROM", 1, 2, 1)), [reference_at(1, 0)]),  # itself
        (measured(by_reference("INFERRED FROM", 1, 2)), [reference_at(1, 0)]),  # the item around it
        (measured(by_reference("INFERRED FROM", 1)), [reference_at(1, 0)]),  # the document
    ],
)
def test_relationships_by_reference(document: DataSet, expected: list[tuple[str, str]]) -> None:
    assert found(document, ComprehensiveSR) == expected


def test_who_has_relationships_by_reference() -> None:
    inferred = measured(by_reference("INFERRED FROM", 1, 1, 1))
    assert found(inferred, EnhancedSR) == [reference_at(1, 0)]
    assert found(inferred, ColonCADSR) == []
    assert found(measured(by_reference("HAS PROPERTIES", 1, 1, 1)), ColonCADSR)[0] == reference_at(1, 0)
    assert found(measured(by_reference("HAS OBS CONTEXT", 1, 1, 1)), ExtensibleSR) == []


def test_messages_of_references() -> None:
    documents = (
        measured(by_reference("HAS CONCEPT MOD", 1, 1, 1)),
        measured(by_reference("INFERRED FROM", 1, 7)),
        measured(by_reference("INFERRED FROM", 1, 2)),
        measured(by_reference("INFERRED FROM", 1, 2, 1)),
    )
    messages = [next(relationship_findings(each, ComprehensiveSR))[3] for each in documents]
    assert "by value alone; by reference it must be one of" in messages[0]
    assert "no such content item" in messages[1]
    assert "a loop" in messages[2]
    assert "leads to a reference" in messages[3]


# Files -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not FILES.is_dir(), reason="the corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_of_the_corpus(name: str) -> None:
    iod, value_types, relationships = DOCUMENTS[name]
    codes = Counter(code for code, _ in found(from_pydicom(pydicom.dcmread(FILES / name)), iod))
    assert codes == Counter({"sr-value-type": value_types, "sr-relationship": relationships})
