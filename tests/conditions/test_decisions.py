"""What is decided by hand, and what the snapshot holds: every expression is one that the runtime has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conditions.texts import written

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.conditions.decisions import load_decisions
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    Condition,
    DataElement,
    Edition,
    SpecRef,
)
from dicomwright.generator.model.compile_conditions import compile_conditions
from dicomwright.generator.model.text import condition_of
from dicomwright.runtime.conditions import expressions as conditions

if TYPE_CHECKING:
    from collections.abc import Iterator

SNAPSHOT = Path(__file__).parents[2] / "spec_cache" / "2025e"
FILES = ("modules", "macros", "functional_groups", "directory_records", "iods")


def evaluated(source: str) -> Any:
    return eval(source, vars(conditions))  # noqa: S307 - of the snapshot


def stored(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        if "fingerprint" in data:
            yield data
        for item in data.values():
            yield from stored(item)
    elif isinstance(data, list):
        for item in data:
            yield from stored(item)


@pytest.mark.parametrize("name", FILES)
def test_the_runtime_has_every_expression_of_the_snapshot(name: str) -> None:
    found = list(stored(json.loads((SNAPSHOT / f"{name}.json").read_text(encoding="utf-8"))))
    assert found
    for condition in found:
        assert "text" not in condition
        for part in ("expression", "allowed", "forbidden"):
            if part in condition:
                assert isinstance(evaluated(condition[part]), conditions.Expression), condition


def test_nothing_is_left_that_is_not_understood() -> None:
    report = json.loads((SNAPSHOT / "report.json").read_text(encoding="utf-8"))["conditions"]
    for owner in ("attributes", "modules", "functional_groups", "includes", "value_lists"):
        counted = dict(report[owner])
        assert counted["not_understood"] == 0
        assert counted.pop("total") == sum(counted.values())


@pytest.mark.parametrize(
    ("owner", "least"),
    [
        ("attributes", 0.85),
        ("modules", 0.36),
        ("functional_groups", 0.66),
        ("includes", 0.82),
        ("value_lists", 0.81),
    ],
)
def test_what_the_data_set_decides(owner: str, least: float) -> None:
    report = json.loads((SNAPSHOT / "report.json").read_text(encoding="utf-8"))["conditions"][owner]
    assert report["compiled"] + report["partly_external"] >= least * report["total"]


def expressions() -> list[conditions.Expression]:
    """Every part of every expression of the snapshot."""
    sources = {
        condition[part]
        for name in FILES
        for condition in stored(json.loads((SNAPSHOT / f"{name}.json").read_text(encoding="utf-8")))
        for part in ("expression", "allowed", "forbidden")
        if part in condition
    }
    pending = [evaluated(source) for source in sources]
    found: list[conditions.Expression] = []
    while pending:
        found.append(pending.pop())
        pending += [inner for inner in found[-1].arguments if isinstance(inner, conditions.Expression)]
    return found


def test_modules_are_named_as_in_the_tables_of_iods() -> None:
    iods = json.loads((SNAPSHOT / "iods.json").read_text(encoding="utf-8"))
    names = {usage["name"] for iod in iods for usage in iod["modules"]}
    named = {part.arguments[0] for part in expressions() if part.name == "module_present"}
    assert named
    assert named <= names


_NO_KEYWORDS = {"external", "module_present", "sop_class_is", "transfer_syntax_is"}
_ALL_KEYWORDS = {"first_item", "last_item", "inside", "referenced_item", "points_to"}


def test_attributes_are_those_of_the_edition() -> None:
    elements = json.loads((SNAPSHOT / "data_elements.json").read_text(encoding="utf-8"))
    keywords = {element["keyword"] for element in elements}
    for part in expressions():
        texts = [item for item in part.arguments if isinstance(item, str)]
        taken = texts if part.name in _ALL_KEYWORDS else [] if part.name in _NO_KEYWORDS else texts[:1]
        assert keywords.issuperset(taken), part


def test_decisions_are_expressions_of_the_runtime() -> None:
    decisions = load_decisions()
    assert decisions.rules
    for rule in decisions.rules.values():
        assert rule.expressions
        assert all(isinstance(evaluated(str(item)), conditions.Expression) for item in rule.expressions)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('fingerprints = ["0"]\nplace = "C.1"', "needs a place and a reason"),
        ('fingerprints = ["0", "0"]\nplace = "C.1"\nreason = "x"', "decided twice"),
        ('fingerprints = ["0"]\nplace = "C.1"\nreason = "x"\nrequired = \'1 + 1\'', "is no call"),
    ],
)
def test_faulty_decisions_are_refused(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "conditions.toml"
    path.write_text(f"[[condition]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load_decisions(path)


def test_a_decision_may_be_of_one_row(tmp_path: Path) -> None:
    path = tmp_path / "conditions.toml"
    entry = '[[condition]]\nfingerprints = ["0"]\nplace = "C.1"\nreason = "x"\n'
    path.write_text(
        f"""{entry}required = 'present("Rows")'\n{entry}attribute = "Columns"\nrequired = 'present("Modality")'\n""",
        encoding="utf-8",
    )
    decisions = load_decisions(path)
    assert str(getattr(decisions.rule("0", "Columns"), "required", "")) == 'present("Modality")'
    assert list(decisions.unused()) == ["0"]
    assert str(getattr(decisions.rule("0", "Rows"), "required", "")) == 'present("Rows")'
    assert list(decisions.unused()) == []
    assert decisions.rule("1", "Columns") is None


def _edition(text: str) -> Edition:
    element = DataElement(
        tag="00080060",
        name="Modality",
        keyword="Modality",
        vr=("CS",),
        vm=("1",),
        retired=False,
        note="",
        table="",
    )
    attribute = Attribute(tag="00080060", name="Modality", type="1C", condition=condition_of(written(text)))
    ref = SpecRef(part=3, xml_id="t", section="C.1", section_id="sect_C.1")
    table = AttributeTable(xml_id="t", kind="module", name="T", ref=ref, entries=(attribute,))
    return Edition(name="2025e", data_elements=(element,), attribute_tables=(table,))


def _condition(edition: Edition) -> Condition | None:
    entry = edition.attribute_tables[0].entries[0]
    assert isinstance(entry, Attribute)
    return entry.condition


def test_the_pass_compiles_and_drops_the_text() -> None:
    before = _edition("Required if {Modality} is MG. May be present otherwise.")
    after = _condition(compile_conditions(before, Accounting()))
    assert after is not None
    assert (after.expression, after.otherwise, after.outcome) == (
        'equals("Modality", "MG")',
        "may",
        "compiled",
    )
    assert after.text == ""


def test_the_pass_leaves_what_it_does_not_read() -> None:
    after = _condition(compile_conditions(_edition("Required if {Modality} resembles MG."), Accounting()))
    assert after is not None
    assert (after.expression, after.outcome, after.text) == ("", "not_understood", "")
