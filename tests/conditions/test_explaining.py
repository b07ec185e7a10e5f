"""Conditions in words, for messages and for `dicomwright show`."""

from __future__ import annotations

import pytest

from dicomwright.runtime import (
    Condition,
    Expression,
    Requirement,
    all_of,
    any_item,
    any_of,
    anywhere,
    at_least,
    below,
    between,
    code_is,
    differs,
    empty,
    enclosing_item,
    equals,
    exactly_one_of,
    external,
    first_item,
    greater,
    has_value,
    in_functional_groups,
    inside,
    items_at_least,
    last_item,
    module_present,
    not_,
    points_to,
    present,
    referenced_item,
    rule,
    sop_class_is,
    transfer_syntax_is,
)
from dicomwright.runtime.conditions.evaluation import _EVALUATORS
from dicomwright.runtime.conditions.relations import SIBLINGS
from dicomwright.runtime.conditions.words import _WORDS, in_words, requirement_in_words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (present("A"), "A is present"),
        (not_(present("A")), "A is absent"),
        (has_value("A"), "A has a value"),
        (not_(has_value("A")), "A does not have a value"),
        (has_value("A", value=3), "A has 3 values or more"),
        (empty("A"), "A is empty"),
        (equals("A", "X"), "A is X"),
        (equals("A", "X", "Y", "Z"), "A is X, Y or Z"),
        (equals("A", "X", value=2), "value 2 of A is X"),
        (differs("A", "X"), "A is not X"),
        (differs("A", "X", "Y"), "A is none of X, Y"),
        (not_(equals("A", 1)), "A is not 1"),
        (greater("A", 1), "A is greater than 1"),
        (at_least("A", 2, value=1), "value 1 of A is at least 2"),
        (between("A", 1, 2), "A is from 1 to 2"),
        (points_to("A", "B"), "A names B"),
        (items_at_least("S", 2), "S has at least 2 items"),
        (any_item("S", equals("A", "X")), "in any item of S A is X"),
        (
            any_item("S", any_of(present("A"), present("B"))),
            "in any item of S (A is present or B is present)",
        ),
        (first_item("S", "T"), "the item is the first of S or T"),
        (last_item("S"), "the item is the last of S"),
        (inside("S"), "the item is in S"),
        (below("S", present("A")), "in S or deeper A is present"),
        (
            anywhere(any_of(present("A"), present("B"))),
            "anywhere in the data set (A is present or B is present)",
        ),
        (in_functional_groups(present("A")), "in the functional groups of a frame A is present"),
        (enclosing_item("S", equals("A", "X")), "in the item of S around it A is X"),
        (referenced_item("S", "N", "R", equals("A", "X")), "in the item of S that R names A is X"),
        (transfer_syntax_is("1.2.840.10008.1.2.4.94"), "the transfer syntax is JPIP Referenced"),
        (code_is("S", "1", "SCT"), "S has the code (1, SCT)"),
        (sop_class_is("1.2.840.10008.5.1.4.1.1.2"), "the SOP class is CT Image Storage"),
        (module_present("Mask"), "the Mask Module is present"),
        (not_(module_present("Mask")), "the Mask Module is absent"),
        (all_of(present("A"), present("B")), "A is present and B is present"),
        (
            all_of(present("A"), any_of(present("B"), empty("C"))),
            "A is present and (B is present or C is empty)",
        ),
        (not_(all_of(present("A"), empty("B"))), "it is not so that (A is present and B is empty)"),
        (
            exactly_one_of(present("A"), present("B")),
            "exactly one of these holds: A is present or B is present",
        ),
        (external("time synchronization was applied"), "time synchronization was applied"),
    ],
)
def test_expressions(expression: Expression, words: str) -> None:
    assert in_words(expression) == words


def test_every_expression_has_words() -> None:
    assert _WORDS.keys() == _EVALUATORS.keys() | SIBLINGS.keys()


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        (None, ""),
        (present("A"), "required if A is present"),
        (rule(present("A"), otherwise="may"), "required if A is present; optional otherwise"),
        (rule(present("A"), otherwise="shall_not"), "required if A is present; forbidden otherwise"),
        (rule(otherwise="shall_not", allowed=present("A")), "allowed if A is present; forbidden otherwise"),
        (rule(forbidden=present("A")), "forbidden if A is present"),
        (external("the dye was blue"), "required if the dye was blue"),
        (
            Condition("undecided: A, C.1"),
            "has a condition that is not understood (undecided: A, C.1)",
        ),
    ],
)
def test_requirements(requirement: Requirement | None, words: str) -> None:
    assert requirement_in_words(requirement) == words
