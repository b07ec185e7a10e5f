"""Text as Python: the one way by which what the standard says, of whatever kind, reaches generated code.

`Python` is text that is code. Nothing else makes it of other text than the functions here, templates refuse what is
not of it, and type checkers refuse a `str` where it is wanted: text cannot be written without being quoted.
"""

from __future__ import annotations

import ast
import keyword
import math
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import ModelError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import LiteralString

_TAG: Final = re.compile(r"[0-9A-F]{8}")
_IN_EXPRESSIONS: Final = (
    *(ast.Expression, ast.Call, ast.Name, ast.Load, ast.keyword, ast.Constant, ast.Tuple),
    *(ast.UnaryOp, ast.USub),
)


class Python(str):
    """Text that is Python, and safe: whoever wrote the text that it is made of."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return itself: what jinja2 would escape, it takes as it is."""
        return self


def code(template: LiteralString, /, *parts: Python) -> Python:
    """Put parts into a template: `code("usage({})", literal(text))`.

    Raises:
        OutputError: a part is text that nobody quoted.

    """
    return Python(template.format(*map(checked, parts)))


def joined(separator: LiteralString, parts: Iterable[Python]) -> Python:
    """Join parts. Raises OutputError."""
    return Python(separator.join(map(checked, parts)))


def constant(text: LiteralString) -> Python:
    """Return what the generator itself says as Python."""
    return Python(text)


def checked(value: object) -> Python:
    """Return a value that is Python, or a figure.

    Raises:
        OutputError: it is text that nobody quoted.

    """
    if isinstance(value, Python):
        return value
    if value is None or isinstance(value, int):
        return Python(repr(value))
    if hasattr(value, "__html__"):
        return Python(value)  # what a macro of a template returns, each part of which was checked
    raise OutputError(f"text that is not quoted would become code: {value!r:.60}")


def literal(value: object) -> Python:
    """Write a value as Python, a text in double quotes.

    Raises:
        ModelError: it is a number that has no literal.

    """
    if isinstance(value, str):
        return Python(f'"{docstring(value)}"')
    if isinstance(value, float) and not math.isfinite(value):
        raise ModelError(f"{value}: not a value that an attribute can have")
    if value is None or isinstance(value, int | float):
        return Python(repr(value))
    raise OutputError(f"no literal of {type(value).__name__}")


def literals(values: Iterable[object]) -> Python:
    """Write a tuple of values."""
    items = [literal(value) for value in values]
    return Python(f"({', '.join(items)}{',' if len(items) == 1 else ''})")


def docstring(text: str) -> Python:
    """Escape what would end or change a string, and what cannot be seen."""
    return comment(text.replace("\\", "\\\\").replace('"', '\\"'))


def comment(text: str) -> Python:
    """Escape what would end a comment, and what cannot be seen."""
    if text.isprintable():
        return Python(text)
    return Python("".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text))


@cache
def identifier(text: str) -> Python:
    """Return a name, or several with dots between.

    Raises:
        ModelError: Python does not take it.

    """
    for part in text.split("."):
        if not (part.isascii() and part.isidentifier()) or keyword.iskeyword(part):
            raise ModelError(f"{text!r:.80}: Python takes no such name")
    return Python(text)


def tag_number(tag: str) -> Python:
    """Write a tag as a number, one of a repeating group as text."""
    return Python(f"0x{tag}") if _TAG.fullmatch(tag) else literal(tag)


@cache
def expression(text: str) -> Python:
    """Return an expression of the snapshot.

    Raises:
        ModelError: it is not one call of functions with values.

    """
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ModelError(f"not an expression: {text!r:.80}") from None
    whole = text.isprintable() and tree.body.end_col_offset == len(text.encode())  # no comment after it
    if not whole or not isinstance(tree.body, ast.Call) or not all(map(_is_plain, ast.walk(tree))):
        raise ModelError(f"an expression may only call functions with values: {text!r:.80}")
    return Python(text)


@cache
def called(text: Python) -> frozenset[str]:
    """Return the names of the functions that an expression calls."""
    return frozenset(node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name))


def _is_plain(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name)
    return isinstance(node, _IN_EXPRESSIONS)
