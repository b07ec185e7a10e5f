"""Invented conditions in the wordings that the standard uses: the expression by hand, or that it must be refused."""

from __future__ import annotations

import pytest
from conditions.texts import compiled

MG = 'equals("Modality", "MG")'
STACK = 'present("StackID")'
TIME = 'present("TriggerTime")'

# text, required, allowed, forbidden, otherwise
READ: list[tuple[str, str, str, str, str]] = [
    # -- exceptions
    ("Required unless {StackID} is present.", f"not_({STACK})", "", "", "silent"),
    ("Required unless {Modality} is MG or DX.", 'not_(equals("Modality", "MG", "DX"))', "", "", "silent"),
    (
        "Required unless {StackID} or {TriggerTime} is present.",
        f"not_(any_of({STACK}, {TIME}))",
        "",
        "",
        "silent",
    ),
    (
        "Required unless {StackID} is present or {Modality} is MG.",
        f"not_(any_of({STACK}, {MG}))",
        "",
        "",
        "silent",
    ),
    ("Required except if {StackID} is present.", f"not_({STACK})", "", "", "silent"),
    ("Required except when {StackID} is absent.", STACK, "", "", "silent"),
    ("Shall be present unless {StackID} is present.", f"not_({STACK})", "", "", "silent"),
    (
        "Required if {Modality} is MG unless {StackID} is present.",
        f"all_of({MG}, not_({STACK}))",
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} is MG, unless {StackID} is present. May be present otherwise.",
        f"all_of({MG}, not_({STACK}))",
        "",
        "",
        "may",
    ),
    (
        "Required if {Modality} is MG and {StackID} is present unless {TriggerTime} is present.",
        f"all_of({MG}, {STACK}, not_({TIME}))",
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} is MG or {StackID} is present, unless {TriggerTime} is present.",
        f"all_of(any_of({MG}, {STACK}), not_({TIME}))",
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} is MG except when {StackID} is present.",
        f"all_of({MG}, not_({STACK}))",
        "",
        "",
        "silent",
    ),
    ("May be present unless {StackID} is present.", "", "", STACK, "may"),
    ("Shall not be present unless {StackID} is present.", "", STACK, "", "shall_not"),
    ("Shall not be present unless {StackID} is absent.", "", f"not_({STACK})", "", "shall_not"),
    # -- if and only if, and other words for "required if"
    ("Required if and only if {StackID} is present.", STACK, "", "", "shall_not"),
    ("Shall be present if and only if {Modality} is MG.", MG, "", "", "shall_not"),
    ("Required only if {Modality} is MG.", MG, "", "", "silent"),
    ("Mandatory if {Modality} is MG.", MG, "", "", "silent"),
    ("Required whenever {Modality} is MG.", MG, "", "", "silent"),
    ("Required in case {Modality} is MG.", MG, "", "", "silent"),
    ("If {Modality} is MG, this Attribute is required.", MG, "", "", "silent"),
    ("If {Modality} is MG, this Attribute shall be present.", MG, "", "", "silent"),
    ("When {Modality} is MG, this Attribute shall not be present.", "", "", MG, "silent"),
    # -- the rest
    ("Required if {Modality} is MG. Optional otherwise.", MG, "", "", "may"),
    ("Required if {Modality} is MG. Otherwise optional.", MG, "", "", "may"),
    ("Required if {Modality} is MG, optional otherwise.", MG, "", "", "may"),
    ("Required if {Modality} is MG; otherwise, it is optional.", MG, "", "", "may"),
    ("Required if {Modality} is MG. It may otherwise be present.", MG, "", "", "may"),
    ("Required if {Modality} is MG. Otherwise, may be present.", MG, "", "", "may"),
    ("Required if {Modality} is MG. Otherwise, shall not be present.", MG, "", "", "shall_not"),
    ("Required if {Modality} is MG; otherwise it shall not be present.", MG, "", "", "shall_not"),
    ("Required if {Modality} is MG, otherwise shall not be present.", MG, "", "", "shall_not"),
    ("Required if {Modality} is MG. Shall be absent otherwise.", MG, "", "", "shall_not"),
    ("Required if {Modality} is MG. Not permitted otherwise.", MG, "", "", "shall_not"),
    (
        "Required if {Modality} is MG. Otherwise, may be present if {StackID} is present.",
        MG,
        STACK,
        "",
        "shall_not",
    ),
    ("Required if {Modality} is MG. Optional if {StackID} is present.", MG, STACK, "", "shall_not"),
    (
        "Required if {Modality} is MG. Shall not be present if {StackID} is present. May be present otherwise.",
        MG,
        "",
        STACK,
        "may",
    ),
    (
        "Required if {Modality} is MG. Forbidden if {StackID} is present. Optional otherwise.",
        MG,
        "",
        STACK,
        "may",
    ),
    ("May only be present if {StackID} is present.", "", STACK, "", "shall_not"),
    # -- comparisons in words
    ("Required if {Rows} is 512 or more.", 'at_least("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} is 512 or greater.", 'at_least("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} has a Value of 512 or less.", 'at_most("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} is two or fewer.", 'at_most("Rows", 2)', "", "", "silent"),
    ("Required if {Rows} exceeds 512.", 'greater("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} does not exceed 512.", 'at_most("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} is larger than 512.", 'greater("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} is not less than 512.", 'at_least("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} is not greater than 512.", 'at_most("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} is equal to or greater than 512.", 'at_least("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} is below 512.", 'less("Rows", 512)', "", "", "silent"),
    ("Required if {Rows} is in the range 16 to 512.", 'between("Rows", 16, 512)', "", "", "silent"),
    (
        "Required if {Rows} is > 512 and {Modality} is MG.",
        f'all_of(greater("Rows", 512), {MG})',
        "",
        "",
        "silent",
    ),
    (
        "Required if {BeamSequence} has two or more Items.",
        'items_at_least("BeamSequence", 2)',
        "",
        "",
        "silent",
    ),
    (
        "Required if {BeamSequence} has at least three Items.",
        'items_at_least("BeamSequence", 3)',
        "",
        "",
        "silent",
    ),
    (
        "Required if {BeamSequence} contains exactly 2 Items.",
        'items_equal("BeamSequence", 2)',
        "",
        "",
        "silent",
    ),
    ("Required if {BeamSequence} contains Items.", 'items_at_least("BeamSequence", 1)', "", "", "silent"),
    (
        "Required if the number of Items in {BeamSequence} is two or more.",
        'items_at_least("BeamSequence", 2)',
        "",
        "",
        "silent",
    ),
    ("Required if {Rows} is at least 16 and at most 512.", 'between("Rows", 16, 512)', "", "", "silent"),
    (
        "Required if {Rows} is greater than or equal to 16 and less than or equal to 512.",
        'between("Rows", 16, 512)',
        "",
        "",
        "silent",
    ),
    # -- values
    ("Required if {Modality} is neither MG nor DX.", 'differs("Modality", "MG", "DX")', "", "", "silent"),
    (
        "Required if {Modality} is none of MG, DX or IO.",
        'differs("Modality", "MG", "DX", "IO")',
        "",
        "",
        "silent",
    ),
    ("Required if {Modality} is different from MG.", 'differs("Modality", "MG")', "", "", "silent"),
    (
        "Required if {Modality} is present and is not MG.",
        'all_of(present("Modality"), differs("Modality", "MG"))',
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} is any of the following Values: MG, DX, or IO.",
        'equals("Modality", "MG", "DX", "IO")',
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} has one of the following values: MG, DX.",
        'equals("Modality", "MG", "DX")',
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} is not one of the following: MG, DX or IO.",
        'differs("Modality", "MG", "DX", "IO")',
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} does not have any of the values MG or DX.",
        'differs("Modality", "MG", "DX")',
        "",
        "",
        "silent",
    ),
    (
        'Required if {ReferencedSOPClassUID} is RT Plan Storage ("1.2.3") or XA Image Storage ("1.2.4").',
        'equals("ReferencedSOPClassUID", "1.2.3", "1.2.4")',
        "",
        "",
        "silent",
    ),
    # -- present and absent
    ("Required if {StackID} does not exist.", f"not_({STACK})", "", "", "silent"),
    ("Required if {StackID} is not absent.", STACK, "", "", "silent"),
    ("Required if {StackID} is absent or empty.", 'not_(has_value("StackID"))', "", "", "silent"),
    ("Required if {StackID} does not have a Value.", 'not_(has_value("StackID"))', "", "", "silent"),
    ("Required if {StackID} is present but empty.", 'empty("StackID")', "", "", "silent"),
    ("Required if {StackID} is included in this SOP Instance.", f"anywhere({STACK})", "", "", "silent"),
    (
        "Required if the pair of {StackID} and {TriggerTime} is not present.",
        f"not_(all_of({STACK}, {TIME}))",
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} is not present in an Item of {BeamSequence} or {FractionGroupSequence}.",
        (
            'all_of(not_(any_item("BeamSequence", present("Modality"))), '
            'not_(any_item("FractionGroupSequence", present("Modality"))))'
        ),
        "",
        "",
        "silent",
    ),
    # -- several
    (
        "Required if at least one of {StackID}, {Modality}, or {TriggerTime} is not present.",
        f'any_of(not_({STACK}), not_(present("Modality")), not_({TIME}))',
        "",
        "",
        "silent",
    ),
    (
        "Required if all of {StackID}, {Modality} and {TriggerTime} are present.",
        f'all_of({STACK}, present("Modality"), {TIME})',
        "",
        "",
        "silent",
    ),
    (
        "Required if neither of {StackID} and {TriggerTime} is present.",
        f"all_of(not_({STACK}), not_({TIME}))",
        "",
        "",
        "silent",
    ),
    (
        "Required if at least one of the following is present: {StackID}, {Modality}, or {TriggerTime}.",
        f'any_of({STACK}, present("Modality"), {TIME})',
        "",
        "",
        "silent",
    ),
    (
        "Required if none of the following Attributes are present: {StackID}, {TriggerTime}.",
        f"all_of(not_({STACK}), not_({TIME}))",
        "",
        "",
        "silent",
    ),
    # -- codes
    (
        'Required if {ViewCodeSequence} does not contain (111, DCM, "A view").',
        'not_(code_is("ViewCodeSequence", "111", "DCM"))',
        "",
        "",
        "silent",
    ),
    (
        'Required if {ViewCodeSequence} is not (111, DCM, "A view").',
        'code_differs("ViewCodeSequence", "111", "DCM")',
        "",
        "",
        "silent",
    ),
    (
        'Shall not be present if there is a {ViewCodeSequence} Item of value (111, DCM, "A view").',
        "",
        "",
        'code_is("ViewCodeSequence", "111", "DCM")',
        "silent",
    ),
    (
        'Required if {ViewCodeSequence} does not contain (1, DCM, "A") or (2, DCM, "B").',
        'not_(any_of(code_is("ViewCodeSequence", "1", "DCM"), code_is("ViewCodeSequence", "2", "DCM")))',
        "",
        "",
        "silent",
    ),
    # -- items of lists
    (
        (
            "Required if either: \u2022 {Modality} is MG or DX \u2022 {StackID} is present "
            "and {Rows} is 8 \u00b6 May be present otherwise."
        ),
        f'any_of(equals("Modality", "MG", "DX"), all_of({STACK}, equals("Rows", 8)))',
        "",
        "",
        "may",
    ),
    (
        "Required if all of the following conditions are true: \u2022 {Modality} is MG; \u2022 {StackID} is present.",
        f"all_of({MG}, {STACK})",
        "",
        "",
        "silent",
    ),
    (
        (
            "Required if any of the following is true: \u2022 {Modality} is MG, or \u2022 "
            "{StackID} is present unless {Rows} is 8"
        ),
        f'any_of({MG}, all_of({STACK}, not_(equals("Rows", 8))))',
        "",
        "",
        "silent",
    ),
    (
        "Required if none of the following is true: \u2022 {Modality} is MG \u2022 {StackID} is present",
        f"not_(any_of({MG}, {STACK}))",
        "",
        "",
        "silent",
    ),
]


@pytest.mark.parametrize("row", READ, ids=lambda row: row[0])
def test_read(row: tuple[str, str, str, str, str]) -> None:
    text, *meant = row
    rule = compiled(text)
    assert rule is not None
    said = (rule.required, rule.allowed, rule.forbidden)
    assert [*(str(part or "") for part in said), rule.otherwise] == meant


REFUSED = [
    ("Required if the dye was blue or the ink was red unless {StackID} is present.", "of which?"),
    ("Required if {Rows} is 16 and at most 512.", "half a comparison"),
    ("Required if {Rows} is greater than 16 and less than 512.", "half a comparison"),
    ("Required if {Modality} is not neither MG nor DX.", "a double negation"),
    ("Required if {Modality} is not other than MG.", "a double negation"),
    ("Required if it is not the case that {Modality} is MG.", "a negation around a clause"),
    ("Required if {StackID} is present but not {TriggerTime}.", "a clause without a verb"),
    ("Required if {StackID} is present and {TriggerTime} is not.", "a clause without an end"),
    ("Required if {Modality} is MG only if {StackID} is present.", "a condition of a condition"),
    ("Required if {Modality} is MG regardless of whether {StackID} is present.", "two conditions"),
    ("Required if exactly one of {StackID} and {TriggerTime} is present.", "not one of them alone"),
    ("Required if at least two of {StackID}, {TriggerTime}, {Modality} are present.", "two of"),
    ("Required if not both {StackID} and {TriggerTime} are present.", "not of which?"),
    ("Required if {BeamSequence} has fewer than two Items.", "no such expression"),
    ("Required if {Modality} in all Items of {BeamSequence} is MG.", "no such expression"),
    ("Required if {Modality} is MG. Otherwise, required.", "a contradiction"),
    ("Required if {Modality} is MG. May be empty otherwise.", "says nothing of presence"),
    (
        "Required if {Modality} is MG. Optional otherwise, unless {StackID} is present.",
        "an exception of the rest",
    ),
    ("If {StackID} is present, this Attribute shall be present if {Modality} is MG.", "two conditions"),
    ("Required if {Modality} is MG, except for {StackID}.", "an exception without a clause"),
    (
        "Required if {StackID} is present or {Modality} is MG unless {Rows} is 8.",
        "of which is it an exception?",
    ),
    (
        "Required if {Modality} is MG unless {StackID} is present, or {Rows} is 8.",
        "where does the exception end?",
    ),
    ("Required if {Modality} is MG unless {StackID} is present or if {Rows} is 8.", "where does it end?"),
    ("Required unless {StackID} is present and {Modality} is MG or {Rows} is 8.", "and, or"),
    ("Required unless {StackID} is present unless {Modality} is MG.", "two exceptions"),
    ("Required unless {StackID} is present, and if {Modality} is MG.", "where does the exception end?"),
    (
        "Required if {Modality} is MG unless {StackID} is present and the dye was blue.",
        "words without an end",
    ),
    ("Required if {Modality} is MG and not {StackID} is present, or {Rows} is 8.", "not of what?"),
    ("Required if {Modality} is MG, otherwise if {StackID} is present.", "neither of the two"),
    ("Required if {Modality} is MG. Otherwise required if {StackID} is present.", "of another kind"),
    (
        "Required if {Modality} is MG. May be present otherwise. Shall not be present otherwise.",
        "contradiction",
    ),
    ("Required if and only if {Modality} is MG. May be present otherwise.", "contradiction"),
    ("Required if and only if {Modality} is MG. Required if {StackID} is present.", "contradiction"),
    (
        "Required if {Modality} is MG. Shall not be present unless {StackID} is present.",
        "in between: nothing said",
    ),
    ("Not required if {Modality} is MG.", "what else holds?"),
    ("Required if {Rows} is 512 or thereabouts.", "half a comparison"),
    ("Required if {Rows} is 512 or more than {Columns}.", "half a comparison"),
    ("Required if {Rows} is greater than {Columns}.", "of two attributes"),
    ("Required if {Rows} is between 16 and 512 exclusive.", "the limits are not in it"),
    ("Required if {Rows} is not between 16 and 512.", "no such expression"),
    ("Required if {Modality} is 512 or more.", "a text has no size"),
    ("Required if {Rows} is larger than MG.", "no number"),
    ("Required if {Rows} is above 16 or 512.", "two limits"),
    ("Required if {StackID} and {TriggerTime} are not both present.", "not of which?"),
    ("Required if all of {StackID} and {TriggerTime} are not present.", "none, or not all?"),
    ("Required if all of the following are not present: {StackID}, {TriggerTime}.", "none, or not all?"),
    ("Required if one of the following is present: {StackID} and {TriggerTime}.", "the words do not agree"),
    ("Required if any of the following: {StackID} is present, {Modality} is MG.", "no items of a list"),
    ("Required if {Modality} is neither MG or DX.", "the words do not agree"),
    ("Required if {Modality} is not MG nor {StackID} is present.", "half a negation"),
    ("Required if the pair of {StackID} and {TriggerTime} is empty.", "of a pair?"),
    ("Required if either: \u2022 {Modality} is MG and \u2022 {StackID} is present", "the words do not agree"),
    ("Required if: \u2022 {Modality} is MG \u2022 {StackID} is present", "nothing joins the items"),
    ("Required if either: \u2022 {Modality} is MG", "one item"),
    (
        "Required if either: \u2022 {Modality} resembles MG \u2022 {StackID} is present",
        "one item is not understood",
    ),
    (
        "Required if two of the following are true: \u2022 {Modality} is MG \u2022 {StackID} is present",
        "two of",
    ),
    ("Required if {Modality} and {StackID} are MG and ABC respectively.", "of one each"),
    ("Required if {StackID} is present, else if {Modality} is MG.", "an order of conditions"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_refused(text: str, reason: str) -> None:
    assert compiled(text) is None, reason


def test_what_is_said_of_other_things_is_no_question_to_the_data_set() -> None:
    for text in (
        "Required if the value that {ConceptNameCodeSequence} requires (implies) is a date.",
        "Required if {Date} and {Time} do not fully describe the thing specified by {ConceptNameCodeSequence}.",
        "Required if the retrieval is made by frames using the {SimpleFrameList} Attribute.",
        "Required if {RemovedFromOperationalUse} at Study level does not have the value Y.",
    ):
        rule = compiled(text)
        assert rule is not None, text
        assert rule.outcome == "external", text


def test_enough() -> None:
    texts = [row[0] for row in READ] + [row[0] for row in REFUSED]
    assert len(set(texts)) == len(texts) >= 68
