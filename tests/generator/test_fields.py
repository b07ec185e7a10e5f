"""Fields: two declarations of one attribute under the conditions of the includes that bring it."""

from __future__ import annotations

from dicomwright.generator.facts import Condition, DataElement
from dicomwright.generator.render.fields import Field, merge, relaxed

GRAPHIC_DATA = DataElement(
    tag="00700022",
    name="Graphic Data",
    keyword="GraphicData",
    vr=("FL",),
    vm=("2-n",),
    retired=False,
    note="",
    table="table_6-1",
)


def when(expression: str) -> Condition:
    return Condition(fingerprint=expression, outcome="compiled", expression=expression)


def row(kind: str, condition: Condition | None = None) -> Field:
    return Field(element=GRAPHIC_DATA, type=kind, optional=kind != "1", condition=condition)


PLANE, SPACE, TALL = (when(f'equals("ValueType", "{name}")') for name in ("SCOORD", "SCOORD3D", "TALL"))


def test_includes_that_say_the_same_are_alternatives() -> None:
    merged = merge([relaxed(row("1"), PLANE), relaxed(row("1"), SPACE)])
    assert (merged.type, merged.applies, merged.condition) == ("1C", (PLANE, SPACE), None)
    merged = merge([relaxed(row("2C", TALL), PLANE), relaxed(row("2C", TALL), SPACE)])
    assert (merged.type, merged.applies, merged.condition) == ("2C", (PLANE, SPACE), TALL)


def test_the_condition_of_one_include_is_not_joined_with_what_another_says() -> None:
    """Type 1 in one include and Type 1C in another: under the second, not without the condition of its row."""
    for other in (row("1C", TALL), row("2"), row("3")):
        merged = merge([relaxed(row("1"), PLANE), relaxed(other, SPACE)])
        assert (merged.type, merged.applies, merged.condition) == ("1C", (), None)


def test_what_is_demanded_in_any_case_is_so_with_an_include_too() -> None:
    merged = merge([row("1"), relaxed(row("1"), PLANE)])
    assert (merged.type, merged.applies, merged.condition) == ("1", (), None)


def test_what_may_be_there_in_any_case_may_be_so_without_the_include() -> None:
    merged = merge([row("3"), relaxed(row("3"), PLANE)])
    assert (merged.type, merged.applies, merged.condition) == ("3", (), None)
