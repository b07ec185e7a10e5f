"""Each class that has a sequence has the class of its items as its own, for type checkers and at run time."""

from __future__ import annotations

import ast
import copy
import pickle
import subprocess
import sys
from functools import cache
from importlib import import_module
from inspect import getsource
from typing import TYPE_CHECKING, Any

import pytest

from dicomwright import services
from dicomwright.iods import CTImage
from dicomwright.macros import RequestAttributes
from dicomwright.modules import GeneralSeries
from dicomwright.runtime import Item
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime import Attribute
    from dicomwright.runtime.vocabulary.registry import Kind

OF_CLASSES = ("dicomwright.iod.", "dicomwright.macro.", "dicomwright.module.", "dicomwright.service.")
KINDS: tuple[Kind, ...] = ("iods", "modules", "macros")


def classes() -> Iterator[type[DicomObject]]:
    """Give all classes of the edition that have attributes, the item classes once each."""
    found: dict[type[DicomObject], None] = {}
    todo: list[type[DicomObject]] = [
        edition().named(kind, name) for kind in KINDS for name in edition().names(kind)
    ]
    for name in services.__all__:
        cls = getattr(services, name)
        parts = (part for part in vars(cls).values() if isinstance(part, type))
        todo += [each for each in (cls, *parts) if issubclass(each, DicomObject)]
    while todo:
        cls = todo.pop()
        if cls not in found:
            found[cls] = None
            todo += [item_class(declared) for _, declared in sequences(cls)]
    yield from found


def sequences(cls: type[DicomObject]) -> Iterator[tuple[str, Attribute]]:
    """Give the sequences of a class whose items have one, and what that is called."""
    for keyword, declared in cls.attributes().items():
        if declared.vr == "SQ" and declared.item != "Code":
            yield f"{keyword.removesuffix('Sequence')}Item", declared


def test_no_name_of_an_item_class_is_missing() -> None:
    counted = 0
    for cls in classes():
        for name, declared in sequences(cls):
            counted += 1
            assert getattr(cls, name) is item_class(declared), f"{cls.__qualname__}.{name}"
    assert counted > 12_000


def test_type_checkers_are_told_of_every_name() -> None:
    """The first class of the inheritance that says something of the name says what there is at run time."""
    for cls in classes():
        for name, declared in sequences(cls):
            said = next(told(base)[name] for base in cls.__mro__ if name in told(base))
            assert said is item_class(declared), f"{cls.__qualname__}.{name}"


@cache
def told(cls: type) -> Mapping[str, Any]:
    """Return the classes that the text of a class has names for: nested ones, and those of others."""
    imports, body = text_of(cls)
    found: dict[str, Any] = {
        node.name: vars(cls)[node.name] for node in body if isinstance(node, ast.ClassDef)
    }
    for node in for_checkers(body):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = looked_up(ast.unparse(node.value), imports)
    return found


def text_of(cls: type) -> tuple[Mapping[str, tuple[str, str]], list[ast.stmt]]:
    """Return what the file of a generated class imports, and the body of the class."""
    if not cls.__module__.startswith(OF_CLASSES):
        return {}, []
    imports, body = read(cls.__module__)
    for name in cls.__qualname__.split("."):
        body = next(node.body for node in body if isinstance(node, ast.ClassDef) and node.name == name)
    return imports, body


def for_checkers(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    return (line for block in body if isinstance(block, ast.If) for line in block.body)


@cache
def read(module: str) -> tuple[Mapping[str, tuple[str, str]], list[ast.stmt]]:
    """Return what a file imports, for type checkers, too, and its text."""
    tree = ast.parse(getsource(import_module(module)))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    own = {node.name: (module, node.name) for node in tree.body if isinstance(node, ast.ClassDef)}
    names = {
        each.asname or each.name: (str(node.module), each.name) for node in imports for each in node.names
    }
    return names | own, tree.body


def looked_up(dotted: str, imports: Mapping[str, tuple[str, str]]) -> Any:  # noqa: ANN401 - a class
    first, *rest = dotted.split(".")
    module, name = imports[first]
    found = getattr(import_module(module), name)
    for part in rest:
        found = vars(found)[part]  # where it stands
    return found


def test_type_checkers_are_told_of_the_keys_of_dicts() -> None:
    """Of each class whose objects are items: all the attributes, and which of them are demanded."""
    items = {item_class(declared) for cls in classes() for _, declared in sequences(cls)} - {Item}
    for cls in items:
        _, body = text_of(cls)
        (told,) = (
            node for node in for_checkers(body) if isinstance(node, ast.ClassDef) and node.name == "Dict"
        )
        lines = [line for line in told.body if isinstance(line, ast.AnnAssign)]
        keys = {ast.unparse(line.target): ast.unparse(line.annotation) for line in lines}
        assert keys.keys() == cls.attributes().keys(), cls
        demanded = {key for key, taken in keys.items() if taken.startswith("Required[")}
        assert demanded == set(cls.demanded_()), cls
    assert len(items) > 1_100


def test_an_item_is_built_by_the_name() -> None:
    item = GeneralSeries.RequestAttributesItem(ScheduledProcedureStepID="1", RequestedProcedureID="2")
    assert type(item) is RequestAttributes is CTImage.RequestAttributesItem
    assert pickle.loads(pickle.dumps(item)) == item == copy.deepcopy(item)  # noqa: S301


def test_a_macro_is_loaded_when_its_items_are_asked_for() -> None:
    program = """
import sys
from dicomwright.module.general_series import GeneralSeries
assert "RequestAttributesItem" in dir(GeneralSeries)
assert "dicomwright.macro.request_attributes" not in sys.modules
GeneralSeries.RequestAttributesItem
assert "dicomwright.macro.request_attributes" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - a fixed program


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "RequestAttributeItem",
            r"CTImage has no RequestAttributeItem; did you mean RequestAttributesItem\?",
        ),
        (
            "AnatomicRegionsSequence",
            r"CTImage has no AnatomicRegionsSequence; did you mean AnatomicRegionSequence\?",
        ),
        ("RowsItem", r"CTImage has no RowsItem; did you mean Rows\?"),
        (
            "SeriesDescriptionCodeItem",
            "CTImage has no SeriesDescriptionCodeItem: the items of SeriesDescriptionCodeSequence are codes",
        ),
        ("nothing_", "type object 'CTImage' has no attribute 'nothing_'"),
    ],
)
def test_a_wrong_name_suggests_the_nearest(name: str, said: str) -> None:
    with pytest.raises(AttributeError, match=said):
        getattr(CTImage, name)
