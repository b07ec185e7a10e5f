"""What no data set can tell has a name in words: in the data by hand, in generated code, in findings and in `show`."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conditions.texts import attributes, written
from pydicom import Dataset

from dicomwright.cli import main
from dicomwright.generator.accounting import Accounting
from dicomwright.generator.conditions.external import load_external_names
from dicomwright.generator.conditions.template_decisions import load_template_decisions
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    DataElement,
    Edition,
    FunctionalGroupUsage,
    Include,
    Iod,
    ModuleUsage,
    SpecRef,
)
from dicomwright.generator.model.compile_conditions import UNNAMED, UNUSED_NAME, compile_conditions
from dicomwright.generator.model.text import condition_of
from dicomwright.generator.render.annotations import ClassRef, Names, condition_call
from dicomwright.iods import RTPlan
from dicomwright.runtime.conditions import expressions
from dicomwright.runtime.conditions.words import requirement_in_words
from dicomwright.runtime.validation import validate
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.facts import Condition

ROOT = Path(__file__).parents[2]
SNAPSHOT = ROOT / "spec_cache" / "2025e"
NAMED = re.compile(r'\bexternal\(\s*\\?"([^"\\]*)\\?"')
NAMES = Names(own=ClassRef("module", "General"), taken=frozenset(), groups={}, files={})
HEX = re.compile(r"[0-9a-f]{8}", re.IGNORECASE)


def in_generated_code() -> Iterator[str]:
    for path in (ROOT / "generated").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "external(" in source:
            yield from _externals(ast.parse(source))


def in_the_snapshot(*, of_templates: bool) -> set[str]:
    files = [path for path in SNAPSHOT.glob("*.json") if (path.name == "templates.json") == of_templates]
    return {name for path in files for name in NAMED.findall(path.read_text(encoding="utf-8"))}


def test_names_are_words() -> None:
    found = set(in_generated_code())
    assert len(found) > 350
    for name in found:
        assert 2 <= len(name.split()) <= 8, name
        assert not HEX.search(name), name
        assert not name.startswith("undecided"), name
    assert found <= in_the_snapshot(of_templates=True) | in_the_snapshot(of_templates=False)


def test_every_name_is_used_and_none_is_missing() -> None:
    assert in_the_snapshot(of_templates=False) == set(load_external_names().names.values())
    report = json.loads((SNAPSHOT / "report.json").read_text(encoding="utf-8"))
    reasons = {note["reason"] for note in report["notes"]}
    assert reasons
    assert not reasons & {UNNAMED, UNUSED_NAME}


def test_names_in_templates_are_decided_by_hand_or_name_an_attribute_of_an_image() -> None:
    rules = load_template_decisions().conditions.rules.values()
    by_hand = {name for rule in rules for part in rule.expressions for name in NAMED.findall(str(part))}
    by_grammar = in_the_snapshot(of_templates=True) - by_hand
    assert by_hand <= in_the_snapshot(of_templates=True)
    elements = json.loads((SNAPSHOT / "data_elements.json").read_text(encoding="utf-8"))
    keywords = {element["keyword"] for element in elements}
    assert by_grammar
    for name in by_grammar:
        assert set(name.removeprefix("the image has ").split(" or ")) <= keywords


def _externals(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "external":
            yield ast.literal_eval(call.args[0])


def _doubtful(body: list[ast.stmt]) -> Iterator[tuple[set[str], ast.stmt | None]]:
    """Yield what the presence of each attribute depends on, and the statement after it."""
    for statement, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.value, ast.Call):
            stated = (item for item in statement.value.keywords if item.arg in {"required_if", "applies_if"})
            yield {name for item in stated for name in _externals(item.value)}, after


def test_what_editors_show_of_an_attribute_says_the_names() -> None:
    told = 0
    for path in (ROOT / "generated").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        of_rows = path.parent.name == "template"  # rows of templates are shown as trees
        classes = ast.walk(ast.parse(source)) if "external(" in source and not of_rows else ()
        for names, after in (
            found for node in classes if isinstance(node, ast.ClassDef) for found in _doubtful(node.body)
        ):
            shown = ast.literal_eval(after.value) if isinstance(after, ast.Expr) else ""
            assert shown.startswith("Depends on whether ") == bool(names), (path, names)
            assert all(f"whether {name}" in shown for name in names), (path, names)
            told += bool(names)
    assert told > 700


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ('"dyed" = ["0"]', "'dyed' has not 2 to 8 words"),
        ('"the dye was blue or red or of another colour" = ["0"]', "has not 2 to 8 words"),
        ('"the dye was blue" = ["0"]\n"the dye was red" = ["0"]', "0 is named twice"),
    ],
)
def test_faulty_names_are_refused(tmp_path: Path, names: str, message: str) -> None:
    path = tmp_path / "external.toml"
    path.write_text(f"[names]\n{names}\n", encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load_external_names(path)


def test_names_that_an_edition_lacks_are_told(tmp_path: Path) -> None:
    path = tmp_path / "external.toml"
    path.write_text('[names]\n"the dye was blue" = ["0", "1"]\n', encoding="utf-8")
    names = load_external_names(path)
    assert (names.name("0"), names.name("2")) == ("the dye was blue", None)
    assert (list(names.unused()), list(names.missing())) == (["1"], ["2"])


def _ref(section: str) -> SpecRef:
    return SpecRef(part=3, xml_id=f"t_{section}", section=section, section_id=f"sect_{section}")


def _edition(text: str) -> Edition:
    """Make an edition that has one condition in every kind of place."""
    when = condition_of(written(text))
    inner = Attribute(tag="00200020", name="Patient Orientation", type="1C", condition=when)
    outer = Attribute(
        tag="00081140", name="S", type="3", children=(Include(macro="m", condition=when), inner)
    )
    table = AttributeTable(
        xml_id="t", kind="module", name="General Image", ref=_ref("C.7.6.1"), entries=(outer,)
    )
    used = ModuleUsage(ie="Image", name="Cine", section="C.7.6.5", module="", usage="C", condition=when)
    group = FunctionalGroupUsage(name="Frame VOI", section="C.1", macro="", usage="C", condition=when)
    iod = Iod(
        xml_id="i",
        name="X",
        kind="composite",
        ref=_ref("A.3.3"),
        modules=(used,),
        functional_groups=(group,),
    )
    elements = tuple(
        DataElement(
            tag=found.tag,
            name=found.name,
            keyword=found.keyword,
            vr=("CS",),
            vm=("1",),
            retired=False,
            note="",
            table="",
        )
        for found in (attributes().by_tag[tag] for tag in ("00200020", "00081140", "00080060"))
    )
    return Edition(name="2099a", data_elements=elements, attribute_tables=(table,), iods=(iod,))


def _conditions(edition: Edition) -> dict[str, Condition | None]:
    (outer,) = edition.attribute_tables[0].entries
    assert isinstance(outer, Attribute)
    include, inner = outer.children
    assert isinstance(include, Include)
    assert isinstance(inner, Attribute)
    (iod,) = edition.iods
    return {
        "PatientOrientation, C.7.6.1": inner.condition,
        "ReferencedImageSequence, C.7.6.1": include.condition,
        "Cine, A.3.3": iod.modules[0].condition,
        "Frame VOI, A.3.3": iod.functional_groups[0].condition,
    }


def _without(edition: Edition, place: str) -> Edition:
    """Return the edition without what lies beside a place: the other tables."""
    return replace(edition, attribute_tables=()) if "A.3" in place else replace(edition, iods=())


@pytest.mark.parametrize(
    "text",
    ["Required if the dye was blue.", "Required if {Modality} is MG and the dye was blue."],
)
def test_words_without_a_name_are_called_by_their_place(text: str) -> None:
    for place, condition in _conditions(compile_conditions(_edition(text), Accounting())).items():
        assert condition is not None
        assert NAMED.findall(condition.expression) == [f"undecided: {place}"]


def test_a_text_that_is_not_understood_is_called_by_its_place() -> None:
    edition = compile_conditions(_edition("Required if {Modality} resembles MG."), Accounting())
    for place, condition in _conditions(edition).items():
        assert condition is not None
        assert (condition.outcome, condition.place) == ("not_understood", f"undecided: {place}")
        made = eval(condition_call(condition, NAMES), vars(expressions))  # noqa: S307 - of this test
        assert made == expressions.condition(f"undecided: {place}", 0x00080060)
        assert requirement_in_words(made) == f"has a condition that is not understood (undecided: {place})"


def test_names_by_place_do_not_depend_on_what_else_there_is() -> None:
    edition = _edition("Required if the dye was blue.")
    whole = _conditions(compile_conditions(edition, Accounting()))
    for place, condition in whole.items():
        alone = compile_conditions(_without(edition, place), Accounting())
        parts = replace(
            edition,
            attribute_tables=alone.attribute_tables or edition.attribute_tables,
            iods=alone.iods or edition.iods,
        )
        assert _conditions(parts)[place] == condition


def test_what_no_name_stands_for_is_noted() -> None:
    accounting = Accounting()
    compile_conditions(_edition("Required if the dye was blue."), accounting)
    reasons = [note.reason for note in accounting.notes]
    assert reasons.count(UNNAMED) == 1
    assert reasons.count(UNUSED_NAME) == len(load_external_names().names)


def test_findings_say_the_name() -> None:
    plan = minimal(RTPlan).to_dataset()
    beam, first = Dataset(), Dataset()
    first.ControlPointIndex = 0
    beam.ControlPointSequence = [first]
    plan.BeamSequence = [beam]
    told = {found.path.rpartition(".")[2]: found.message for found in validate(plan)}
    assert told["GantryAngle"] == (
        "Type 1C attribute is absent: required if the item is the first of ControlPointSequence or "
        "IonControlPointSequence or the gantry angle changes during delivery"
    )


def test_show_says_the_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "EnhancedMRImage"]) == 0
    shown = capsys.readouterr().out
    assert "required if cardiac synchronization was applied" in shown
