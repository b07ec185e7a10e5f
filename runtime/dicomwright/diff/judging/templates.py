"""What changes for users of templates: the classes of both editions side by side, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.diff.judging.effects import Effect, reasons
from dicomwright.diff.judging.surface import Shape, dotted
from dicomwright.generator.render.content_templates import members_of_templates
from dicomwright.generator.render.fields import ClassRef
from dicomwright.generator.render.names import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.generator.facts import Edition, TemplateRow
    from dicomwright.generator.render.content_bodies import Member

    Key = tuple[str, ...]

_OF_MODULE: Final = re.compile(r"\b[a-z]\w*\.")
_GENERIC: Final = re.compile(r"(\w+)\[(.+)\]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A field as a type checker sees it, and the row that it comes from."""

    shape: Shape
    row: TemplateRow


@dataclass(frozen=True, slots=True)
class Class:
    """The class of a template, or of a row in it, by the names of its fields; `tid` is the template."""

    tid: str
    fields: dict[str, Seen]


Classes = dict[ClassRef, Class]


def template_effects(old: Edition, new: Edition) -> Iterator[Effect]:
    """Yield all that breaks code which uses the classes of templates of an old edition."""
    if old.templates == new.templates and old.context_groups == new.context_groups:
        return
    before, after = _classes(old), _classes(new)
    for ref, had in before.items():
        has = after.get(ref)
        if has is not None:
            yield from _class(ref, had, has, (before, after))
        elif not ref.path or ClassRef(TEMPLATE, ref.name) in after:
            yield Effect(dotted(ref), "the class is gone", causes=_steps(had.tid, [], [*had.fields.values()]))


def _class(ref: ClassRef, had: Class, has: Class, sides: tuple[Classes, Classes]) -> Iterator[Effect]:
    for name in dict.fromkeys((*had.fields, *has.fields)):
        pair = had.fields.get(name), has.fields.get(name)
        shapes = [None if seen is None else seen.shape for seen in pair]
        for reason in reasons(*shapes):
            items = [side.get(ref.nested(f"{name}Item")) for side in sides]
            inner = [seen for item in items if item is not None for seen in item.fields.values()]
            own = [seen for seen in pair if seen is not None]
            yield Effect(f"{dotted(ref)}.{name}", reason, causes=_steps(had.tid, own, inner))


def _steps(tid: str, own: Sequence[Seen], inner: Sequence[Seen]) -> tuple[tuple[Key, ...], ...]:
    """Return the keys of what may be behind an effect, the nearest first.

    The row of the field, those that are nested in it, what it names, other rows of the template, the template.
    """
    names = (key for seen in own for key in (("tid", seen.row.include), ("rows of tid", seen.row.include)))
    return (
        tuple(("row of tid", tid, seen.row.row) for seen in own),
        tuple(("row of tid", tid, seen.row.row) for seen in inner),
        tuple(("cid", cid) for seen in own for cid in seen.shape.groups),
        tuple(key for key in names if key[1]),
        (("rows of tid", tid),),
        (("tid", tid),),
    )


def _classes(edition: Edition) -> Classes:
    found: Classes = {}
    for template, name, members in members_of_templates(edition):
        top = ClassRef(TEMPLATE, name)
        found[top] = Class(template.tid, {})
        for member in members:
            ref = ClassRef(TEMPLATE, name, ".".join(member.path))
            found.setdefault(ref, Class(template.tid, {})).fields[member.name] = Seen(
                _shape(member), member.row
            )
    return found


def _shape(member: Member) -> Shape:
    row = member.row
    return Shape(
        keyword=member.name,
        tag="",
        demanded=member.demanded,
        none=member.none,
        many=member.many,
        types=frozenset(_types(member.taken, row.include)),
        only=None,
        text=f"{member.given} {member.taken}",
        item=None,
        groups=tuple(term.value for term in (*row.concept, *row.values, *row.units) if term.sort == "group"),
    )


def _types(text: str, include: str) -> Iterator[str]:
    """Yield the types of a union, each by the name of its class; of a template by its number, which stays."""
    plain = _OF_MODULE.sub("", text)
    generic = _GENERIC.fullmatch(plain)
    if generic is not None:
        yield from (f"{generic[1]}[{inner}]" for inner in generic[2].split(" | "))
    elif include and " | " not in plain:
        yield f"TID {include}"
    else:
        yield from plain.split(" | ")
