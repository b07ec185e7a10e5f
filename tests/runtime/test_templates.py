"""Generated templates: found by number, declared as the snapshot has them, and resolved through includes."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dicomwright.runtime.templates import (
    Coded,
    Invocation,
    Parameter,
    Row,
    bcid,
    ev,
    parameter,
    passed_on,
    resolved,
    walk,
)
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.templates import (
    KeyObjectSelection,
    Measurement,
    MeasurementContent,
    MeasurementReport,
    PlanarROIMeasurementsAndQualitativeEvaluations,
)

if TYPE_CHECKING:
    from dicomwright.runtime.templates import Template, Terms

SNAPSHOT = Path(__file__).parents[2] / "spec_cache" / "2025e" / "templates.json"
STORED: list[dict[str, Any]] = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
MASS = ev("4147007", "SCT", "Mass")


def template(tid: str) -> type[Template]:
    found: type[Template] = edition().template(tid)
    return found


def test_every_template_is_found_by_its_number() -> None:
    assert len(STORED) == len(edition().templates) == 176
    assert template("1500") is MeasurementReport
    assert edition().template("1500") is edition().named("templates", "MeasurementReport")
    assert edition().template("99999") is None
    assert len(set(edition().templates.values())) == 176


@pytest.mark.parametrize("stored", STORED, ids=[item["tid"] for item in STORED])
def test_a_template_has_its_rows(stored: dict[str, Any]) -> None:
    declared = template(stored["tid"])
    assert (declared.info_.tid, declared.info_.name) == (stored["tid"], stored["name"])
    assert (declared.info_.extensible, declared.info_.ordered, declared.info_.root) == (
        stored["extensible"],
        stored["order_significant"],
        stored["root"],
    )
    assert [found(row) for row in declared.rows_] == [expected(row) for row in stored["rows"]]
    assert len({row.name for row in declared.rows_}) == len(declared.rows_)
    assert all(declared.by_name_[row.name] is row for row in declared.rows_)
    assert list(walk(declared.top_)) == list(declared.rows_)


def found(row: Row) -> dict[str, Any]:
    return {
        "row": row.number,
        "depth": row.depth,
        "value_type": row.value_type,
        "relationship": row.relationship,
        "by_reference": row.by_reference,
        "requirement": row.requirement,
        "vm": row.vm,
        "include": row.include,
        "condition": row.required_if is not None,
        "choice": list(row.choice),
        "concept": len(row.concept),
        "values": [term[0] for term in row.values if isinstance(term, Coded)],
        "units": len(row.units),
        "defaults": len(row.defaults),
        "constraints": len(row.constraints),
        "parameters": len(row.parameters),
        "graphic_types": [*row.graphic_types, *row.not_graphic_types],
    }


def expected(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("row", "depth", "value_type", "relationship", "by_reference")},
        "requirement": row.get("requirement", ""),
        "vm": row.get("vm", "1"),
        "include": row.get("include", ""),
        "condition": "condition" in row,
        "choice": row.get("choice", []),
        "concept": len(row.get("concept", ())),
        "values": [term["value"] for term in row.get("values", ()) if term["sort"] == "code"],
        "units": len(row.get("units", ())),
        "defaults": len(row.get("defaults", ())),
        "constraints": sum("expression" in said for said in row.get("constraints", ())),
        "parameters": len(row.get("parameters", ())),
        "graphic_types": row.get("graphic_types", []),
    }


def test_includes_name_templates_that_are_there_or_absent_from_the_mirror() -> None:
    included = {row.include for tid in edition().templates for row in template(tid).rows_ if row.include}
    assert len(included & set(edition().templates)) > 80
    assert all(getattr(template(tid), "info_").tid == tid for tid in included & set(edition().templates))  # noqa: B009


def test_roots_by_what_documents_begin_with() -> None:
    roots = edition().root_templates
    assert roots["126000", "DCM"] == ("1500",)  # by the codes of CID 7021
    assert "2010" in roots["113000", "DCM"]
    assert all(template(tid).info_.root for tids in roots.values() for tid in tids)
    assert roots["111036", "DCM"] == ("4000",)


def test_rows_are_nested_and_named() -> None:
    planar = PlanarROIMeasurementsAndQualitativeEvaluations
    assert planar.by_number_["3b"] is planar.Finding
    assert planar.Finding.parent is planar.MeasurementGroup
    assert planar.ImageRegionSpatialCoordinatesItem.Image.parent is planar.ImageRegionSpatialCoordinates
    assert planar.top_ == (planar.MeasurementGroup,)
    assert repr(planar.Finding) == "<row 3b of TID 1410: Finding>"
    assert (planar.Finding.least, planar.Finding.most) == (1, 1)
    assert MeasurementReport.ProcedureReported.most is None


def test_rows_and_templates_are_one_of_each() -> None:
    row = KeyObjectSelection.KeyObjectDescription
    assert pickle.loads(pickle.dumps(row)) is row  # noqa: S301 - our own
    assert copy.deepcopy(row) is row
    assert pickle.loads(pickle.dumps(KeyObjectSelection)) is KeyObjectSelection  # noqa: S301 - our own


def test_parameters_stand_for_what_includes_give() -> None:
    planar = MeasurementReport.by_number_["7"]
    given = passed_on(planar, ())
    assert dict(given)["Measurement"] == (bcid("218"),)
    assert hash(Invocation(PlanarROIMeasurementsAndQualitativeEvaluations, given))
    (measured,) = Measurement.top_[0].concept
    assert measured == Parameter("Measurement")
    assert resolved((measured,), given) == (bcid("218"),)


def test_a_parameter_without_a_value_limits_nothing() -> None:
    inner = Measurement.by_number_["1b"]
    assert passed_on(inner, ()) == ()
    methods: Terms = (MASS,)
    given = passed_on(inner, (("Method", methods),))
    assert given == (("Method", methods),)
    assert resolved(MeasurementContent.by_number_["6"].values, given) is None
    assert resolved((parameter("Method"), bcid("7")), given) == (MASS, bcid("7"))
    assert resolved((), ()) == ()


def test_includes_in_a_circle_end_where_nothing_new_is_given() -> None:
    seen: set[Invocation] = set()
    pending = [Invocation(template(tid)) for tid in edition().templates]
    while pending:
        here = pending.pop()
        if here in seen:
            continue
        seen.add(here)
        for row in here.template.rows_:
            inner = edition().template(row.include) if row.include else None
            if inner is not None:
                pending.append(Invocation(inner, passed_on(row, here.bindings)))
    assert 176 < len(seen) < 3_000
