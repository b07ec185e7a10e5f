"""Conditions and value constraints of the rows of templates: the grammar, what is decided by hand, the snapshot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.conditions.template_conditions import RowContext, row_rule
from dicomwright.generator.conditions.template_decisions import load_template_decisions
from dicomwright.generator.conditions.template_values import value_expression
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import Edition, RowConstraint, SpecRef, Template, TemplateRow, Term
from dicomwright.generator.model.compile_templates import compile_templates
from dicomwright.generator.model.text import condition_of
from dicomwright.runtime.conditions import expressions as conditions
from dicomwright.runtime.templates import expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.conditions.compile import Rule

SNAPSHOT = Path(__file__).parents[2] / "spec_cache" / "2025e"
NAMES = {**vars(conditions), **vars(expressions)}
KEYWORDS = {"0040A032": "ObservationDateTime", "00180050": "SliceThickness", "00280010": "Rows"}
ZEBRA = Term(sort="code", value="Z1", scheme="ZOO", meaning="Zebra")


def row(number: str, requirement: Any = "MC", **facts: Any) -> TemplateRow:
    return TemplateRow(
        row=number,
        depth=0,
        relationship="",
        by_reference=False,
        value_type="CODE",
        requirement=requirement,
        **facts,
    )


def template(*rows: TemplateRow) -> Template:
    ref = SpecRef(part=16, xml_id="table_TID_5", section="TID 5", section_id="sect_TID_5")
    return Template(
        tid="5",
        name="Cage",
        ref=ref,
        extensible=True,
        order_significant=False,
        root=True,
        parameters=(),
        rows=rows,
    )


ROWS = template(row("1", concept=(ZEBRA,)), row("2"), row("3"), row("4b"), row("5"))


def rule(text: str, requirement: str = "MC", own: str = "2") -> Rule | None:
    return row_rule(text, RowContext(ROWS, row(own, requirement), KEYWORDS))


def said(text: str, requirement: str = "MC", own: str = "2") -> tuple[str, ...] | None:
    found = rule(text, requirement, own)
    if found is None:
        return None
    return (*(str(item or "") for item in (found.required, found.allowed, found.forbidden)), found.otherwise)


@pytest.mark.parametrize(
    ("text", "required", "otherwise"),
    [
        ("IF Row 1 is absent", 'not_(row_present("1"))', "may"),
        ("IFF row 1 is pres ent", 'row_present("1")', "shall_not"),
        ("IF Row 1 and Row 3 are absent", 'not_(row_present("1", "3"))', "may"),
        ("IF Row 1 or 3 is not present", 'any_of(not_(row_present("1")), not_(row_present("3")))', "may"),
        ('IFF Row 1 value = (Y, ZOO, "Yak")', 'row_value_is("1", "Y", "ZOO")', "shall_not"),
        (
            'IF row 4b equals (Y, ZOO, "Yak") or equals (Z, ZOO, "Zebra")',
            'row_value_is("4b", "Y", "ZOO", "Z", "ZOO")',
            "may",
        ),
        ('IF row 3 does not equal (Y, ZOO, "Yak")', 'row_value_differs("3", "Y", "ZOO")', "may"),
        (
            'IFF TID (9) Row 2 is absent or has a value of (Y, ZOO, "Yak")',
            'in_template("9", any_of(not_(row_present("2")), row_value_is("2", "Y", "ZOO")))',
            "shall_not",
        ),
        (
            'IFF TID (9) Row 7 value = (Y, ZOO, "Yak") for at least one irradiation event',
            'in_any("9", row_value_is("7", "Y", "ZOO"))',
            "shall_not",
        ),
        (
            'Shall be present only if value of parent is (Y, ZOO, "Yak")',
            'parent_value_is("Y", "ZOO")',
            "shall_not",
        ),
        ("XOR Rows 1, 3", 'not_(row_present("1", "3"))', "shall_not"),
        (
            "XOR Row 1 and IFF (Row 3 or Row 5)",
            'all_of(not_(row_present("1")), row_present("3", "5"))',
            "shall_not",
        ),
        ("At least one of rows 1-3 shall be present.", 'not_(row_present("1", "3"))', "may"),
        (
            "IF Row 3 Glucose is present and does not contain Observation DateTime (0040,A032).",
            'row_lacks("3", "ObservationDateTime")',
            "may",
        ),
        ("IF Much (Row 3) exceeds Little (Row 5)", 'row_exceeds("3", "5")', "may"),
        ('IF any of (Z1, ZOO, "Zebra") are present', 'row_present("1")', "may"),
        ('IF any of (Q, ZOO, "Quagga") are present', 'concept_present("Q", "ZOO")', "may"),
        (
            "Shall be present if Slice Thickness (0018,0050) is in the Image Instance",
            'external("the image has SliceThickness")',
            "may",
        ),
    ],
)
def test_conditions_of_mandatory_rows(text: str, required: str, otherwise: str) -> None:
    assert said(text) == (required, "", "", otherwise)


def test_what_follows_and_iff_forbids() -> None:
    assert said('IF value of parent is (Y, ZOO, "Yak") and IFF row 3 is not present') == (
        'all_of(parent_value_is("Y", "ZOO"), not_(row_present("3")))',
        "",
        'all_of(parent_value_is("Y", "ZOO"), row_present("3"))',
        "may",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IF Row 1 is present", ("", 'row_present("1")', "", "may")),
        ("IFF Row 1 is present", ("", 'row_present("1")', "", "shall_not")),
        ("XOR Row 3", ("", "", 'row_present("3")', "may")),
        (
            'May be present unless value of parent is (Y, ZOO, "Yak")',
            ("", "", 'parent_value_is("Y", "ZOO")', "may"),
        ),
        ('May be present only if (Z1, ZOO, "Zebra") is present.', ("", 'row_present("1")', "", "shall_not")),
    ],
)
def test_conditions_of_optional_rows(text: str, expected: tuple[str, ...]) -> None:
    assert said(text, "UC") == expected


@pytest.mark.parametrize(
    "text",
    [
        "IF Row 1 is present and the moon is full",
        "IF Row 1 is probably present",
        'IFF Row 1 value is not (Y, ZOO, "Yak")',
        "IF Row 1 is present. Shall be striped.",
        "Striped",
        "IF (Row 1 is present",
        "At least one of rows 1, 3 shall be striped",
        "May be present otherwise than with Row 1",
    ],
)
def test_half_of_a_condition_is_none(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Value = 0 - 100", "number_between(0, 100)"),
        ("Value = Integer > = 1", "all_of(whole_number(), number_at_least(1))"),
        ("Value = Integer 2 - n", "all_of(whole_number(), number_at_least(2))"),
        ("Value shall be > 0", "number_above(0)"),
        ("NROWS= 4", "table_rows(4)"),
        ('COLUMN 1 = EV (Z1, ZOO, "Zebra")', 'column_is(1, "Z1", "ZOO")'),
        ('COLUMN 2 UNITS = EV (mGy, UCUM, "mGy")', 'column_has_unit(2, "mGy", "UCUM")'),
        ("Shall reference the same node as row 2", 'refers_as_row("2")'),
        ("Value = 0 - 100, or more", "None"),
        ("Must be striped", "None"),
    ],
)
def test_words_of_value_constraints(text: str, expression: str) -> None:
    assert str(value_expression(text)) == expression


def test_rows_that_stand_in_for_each_other_know_of_it() -> None:
    def conditional(number: str, text: str, requirement: str = "MC") -> TemplateRow:
        return row(number, requirement, condition=condition_of(text))

    rows = template(
        conditional("1", "XOR Row 2"),
        conditional("2", "XOR Row 1"),
        conditional("3", "IF Row 1 is absent"),
        conditional("4b", "XOR Row 5", "UC"),
        conditional("5", "XOR Row 4b", "UC"),
    )
    found = compile_templates(Edition(name="2025e", templates=(rows,)), Accounting())
    assert [item.choice for item in found.templates[0].rows] == [
        *(("1", "2"), ("1", "2"), ()),
        *(("4b", "5"), ("4b", "5")),
    ]


def test_what_nobody_understands_is_counted() -> None:
    words = RowConstraint(fingerprint="0", text="Must be striped")
    rows = template(row("1", condition=condition_of("IF the moon is full"), constraints=(words,)))
    found = compile_templates(Edition(name="2025e", templates=(rows,)), Accounting()).templates[0].rows[0]
    assert found.condition is not None
    assert (found.condition.outcome, found.condition.place, found.condition.text) == (
        "not_understood",
        "undecided: TID 5, row 1",
        "",
    )
    assert found.constraints == (RowConstraint(fingerprint="0"),)
    assert found.constraints[0].text == ""


# --- the edition


def stored_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for found in json.loads((SNAPSHOT / "templates.json").read_text(encoding="utf-8")):
        yield from ((found["tid"], item) for item in found["rows"])


def test_every_expression_is_one_that_the_runtime_has() -> None:
    sources = [
        source
        for _, item in stored_rows()
        for part in (item.get("condition", {}), *item.get("constraints", ()))
        for key in ("expression", "allowed", "forbidden")
        if (source := part.get(key))
    ]
    assert len(sources) > 400
    for source in sources:
        assert isinstance(eval(source, NAMES), conditions.Expression), source  # noqa: S307 - of the snapshot


def parts(expression: conditions.Expression) -> Iterator[conditions.Expression]:
    yield expression
    for inner in expression.arguments:
        if isinstance(inner, conditions.Expression):
            yield from parts(inner)


def test_rows_that_conditions_name_are_there() -> None:
    known: dict[str, set[str]] = {}
    for tid, item in stored_rows():
        known.setdefault(tid, set()).add(item["row"])
    for tid, item in stored_rows():
        for key in ("expression", "allowed", "forbidden"):
            source = item.get("condition", {}).get(key)
            whole = eval(source, NAMES) if source else conditions.Expression("all_of")  # noqa: S307
            elsewhere = {
                id(one)
                for part in parts(whole)
                if part.name in {"in_template", "in_any"}
                for one in parts(part)
            }
            named = {
                part.arguments
                for part in parts(whole)
                if part.name == "row_present" and id(part) not in elsewhere
            }
            assert {number for numbers in named for number in numbers} <= known[tid], (tid, item["row"])


def test_nothing_of_the_edition_is_left_undecided() -> None:
    report = json.loads((SNAPSHOT / "report.json").read_text(encoding="utf-8"))
    counted = dict(report["conditions"]["template_rows"])
    assert counted["not_understood"] == 0
    assert counted["compiled"] + counted["partly_external"] >= 0.8 * counted["total"]
    assert counted.pop("total") == sum(counted.values()) == 348
    words = report["template_constraints"]
    assert words["not_understood"] == 0
    assert words["total"] == words["compiled"] + sum(words["unjudged"].values())
    unused = [note for note in report["notes"] if "no text of this edition" in note["reason"]]
    assert [note for note in unused if note["part"] == 16] == []


READ_BY_HAND: dict[str, tuple[str, str, str, str]] = {
    "301.9": (
        "",
        "",
        'row_present("10")',
        "may",
    ),
    "320.1": (
        'not_(row_present("2", "3", "6"))',
        "",
        "",
        "shall_not",
    ),
    "1002.2": (
        'any_of(row_value_is("1", "121006", "DCM"), not_(row_present("1")))',
        "",
        "",
        "shall_not",
    ),
    "1006.4": (
        "",
        'row_value_is("1", "121027", "DCM")',
        "",
        "shall_not",
    ),
    "1008.3": (
        'not_(row_present("4"))',
        "",
        "",
        "may",
    ),
    "1210.3": (
        'not_(row_present("1"))',
        "",
        "",
        "shall_not",
    ),
    "1401.2": (
        'all_of(row_concept_is("1", "131184002", "SCT"), not_(row_present("5", "6")))',
        "",
        'all_of(row_concept_is("1", "131184002", "SCT"), row_present("5", "6"))',
        "may",
    ),
    "1402.6": (
        "",
        "",
        'row_present("2", "5")',
        "may",
    ),
    "1410.7": (
        'not_(row_present("5", "7b", "8b"))',
        "",
        "",
        "shall_not",
    ),
    "1410.8": (
        'row_present("7")',
        "",
        "",
        "shall_not",
    ),
    "1411.11": (
        'all_of(not_(row_present("12")), row_present("7", "10"))',
        "",
        "",
        "shall_not",
    ),
    "1500.6": (
        'not_(row_present("10", "12"))',
        "",
        "",
        "may",
    ),
    "1602.14": (
        'row_value_is("1", "CT", "DCM", "MR", "DCM", "PT", "DCM")',
        "",
        "",
        "shall_not",
    ),
    "1607.14": (
        'row_lacks("13", "ObservationDateTime")',
        "",
        "",
        "may",
    ),
    "2001.2": (
        'not_(row_present("1", "3", "4", "5"))',
        "",
        'not_(iod_has("NUM"))',
        "shall_not",
    ),
    "2010.3": (
        "",
        'row_concept_is("1", "113001", "DCM", "113010", "DCM")',
        "",
        "may",
    ),
    "2010.8": (
        'not_(row_present("9", "10"))',
        "",
        "",
        "may",
    ),
    "3309.4": (
        'row_concept_in("3", "12222")',
        "",
        "",
        "may",
    ),
    "3990.4": (
        'not_(row_present("7", "8", "9"))',
        "",
        "",
        "may",
    ),
    "4000.7": (
        'not_(row_value_is("6", "111225", "DCM"))',
        "",
        "",
        "may",
    ),
    "4001.3": (
        'concept_anywhere("111059", "DCM", "111015", "DCM")',
        "",
        "",
        "may",
    ),
    "4002.8": (
        'not_(row_present("1", "3", "5", "6", "9"))',
        'not_(row_present("9"))',
        "",
        "shall_not",
    ),
    "4002.10": (
        "",
        'row_present("1", "3", "5")',
        "",
        "shall_not",
    ),
    "4004.5": (
        'not_(row_count_at_least("6", 2))',
        "",
        "",
        "may",
    ),
    "4006.7": (
        "",
        "",
        (
            'parent_value_is("129715009", "SCT", "111100", "DCM", "24142002", "SCT", "111099"'
            ', "DCM", "111101", "DCM", "111102", "DCM")'
        ),
        "may",
    ),
    "4006.18": (
        'all_of(parent_value_is("111101", "DCM"), not_(row_present("19")))',
        "",
        'all_of(parent_value_is("111101", "DCM"), row_present("19"))',
        "may",
    ),
    "4201.6": (
        "",
        'row_value_is("4", "111402", "DCM")',
        "",
        "shall_not",
    ),
    "4207.13": (
        'row_number_above("12", 0)',
        "",
        "",
        "shall_not",
    ),
    "10001.14": (
        'in_template("10001", row_value_differs("18", "113858", "DCM", "113866", "DCM", "113867", "DCM"))',
        "",
        "",
        "may",
    ),
    "10002.10": (
        (
            'any_of(in_template("10001", row_value_is("4", "113957", "DCM")), all_of(in_templ'
            'ate("10001", row_value_is("2", "113704", "DCM")), in_template("10001", not_(row_'
            'present("4")))))'
        ),
        "",
        "",
        "shall_not",
    ),
    "10003.21": (
        (
            'all_of(in_template("10001", row_value_is("2", "71651007", "SCT")), in_template("'
            '10001", any_of(not_(row_present("9")), row_value_is("9", "373066001", "SCT"))), '
            'in_template("10001", any_of(not_(row_present("10")), row_value_is("10", "3730660'
            '01", "SCT"))))'
        ),
        "",
        "",
        "may",
    ),
    "10003B.7": (
        'any_of(not_(row_present("5")), row_value_is("5", "113631", "DCM"))',
        "",
        "",
        "shall_not",
    ),
    "10004.2": (
        (
            'all_of(in_any("10003", row_value_is("7", "44491008", "SCT")), in_template("10001'
            '", row_value_differs("18", "113858", "DCM")))'
        ),
        "",
        "",
        "shall_not",
    ),
    "10007.5": (
        'all_of(concept_present("113725", "DCM", "113728", "DCM", "113729", "DCM"), not_(row_present("6")))',
        "",
        "",
        "may",
    ),
    "10013.34d": (
        (
            'any_of(row_value_is("31", "113982", "DCM", "113984", "DCM"), all_of(row_value_is'
            '("31", "113983", "DCM"), external("the raw data are a DICOM object")))'
        ),
        "",
        "",
        "may",
    ),
    "10014.8": (
        'any_of(row_present("4", "5", "6", "7"), in_template("10013", row_present("34e")))',
        "",
        "",
        "may",
    ),
}
"""Read in the standard itself, row by row: what demands, what allows, what forbids, and what holds otherwise."""


@pytest.mark.parametrize("place", READ_BY_HAND)
def test_conditions_that_were_read_by_hand(place: str) -> None:
    found = next(item["condition"] for tid, item in stored_rows() if f"{tid}.{item['row']}" == place)
    assert (
        found.get("expression", ""),
        found.get("allowed", ""),
        found.get("forbidden", ""),
        found["otherwise"],
    ) == READ_BY_HAND[place]


def test_faulty_decisions_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "templates.toml"
    entry = '[[value]]\nfingerprints = ["0"]\nplace = "TID 5"\n'
    path.write_text(entry, encoding="utf-8")
    with pytest.raises(ModelError, match="either an expression, or a reason"):
        load_template_decisions(path)
    twice = tmp_path / "twice.toml"
    twice.write_text(2 * f'{entry}reason = "x"\n', encoding="utf-8")
    with pytest.raises(ModelError, match="decided twice"):
        load_template_decisions(twice)
