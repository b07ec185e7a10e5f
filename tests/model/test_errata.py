"""Errata hold as long as the source has what they expect; a source that was mended says so by an error."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from model.books import MACRO, entries, section, table, td, tr, xref

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import Attribute, FixedValue
from dicomwright.generator.model import errata
from dicomwright.generator.model.errata import Errata, load_errata

if TYPE_CHECKING:
    from model.books import Read

TABLE: Final = "table_C.8.31.8-1"


def filters(nesting: str, first: tuple[str, str] = ("X-Ray Filter Sequence", "(0018,9556)")) -> str:
    """The table of one erratum: an include below a sequence, printed so deep."""
    rows = (tr(*first, "1", "Filters."), tr(td(f"{nesting}Include {xref('table_C.9-1')}", colspan=2), td("")))
    return section(table(*rows, xml_id=TABLE))


def test_what_is_expected_is_corrected(read: Read) -> None:
    (found,) = entries(read(filters(""), MACRO), TABLE)
    assert isinstance(found, Attribute)
    assert len(found.children) == 1


def test_a_source_that_was_mended_is_an_error(read: Read) -> None:
    with pytest.raises(
        ModelError, match=r"depth of table_C\.8\.31\.8-1 00189556: expects .*source has .*printed"
    ):
        read(filters("&gt;"), MACRO)


def test_what_is_gone_is_an_error(read: Read) -> None:
    with pytest.raises(ModelError, match=r"depth of table_C\.8\.31\.8-1: 00189556 is not there"):
        read(filters("", ("Patient ID", "(0010,0020)")), MACRO)


def test_an_edition_before_may_lack_the_place(tmp_path: Path) -> None:
    found = made(tmp_path, "open", tag='"a"', expects='{ type = "1" }', since='"2024e"')
    assert list(found.unused({"t"}, "2016c")) == ["t"]
    with pytest.raises(ModelError, match="is not there"):
        list(found.unused({"t"}, "2025a"))


def test_a_table_that_is_not_there_is_noted(read: Read) -> None:
    notes = [note for note in read(section(table()), MACRO)[1].notes if note.kind == "errata"]
    assert TABLE in {note.table for note in notes}


def entry(**values: str) -> str:
    said = {"table": '"t"', "reason": '"because"', **values}
    return "\n".join(f"{name} = {value}" for name, value in said.items())


def made(tmp_path: Path, kind: str, **values: str) -> Errata:
    path = tmp_path / "errata.toml"
    path.write_text(f"[[{kind}]]\n{entry(**values)}\n")
    return load_errata(path)


def test_a_value_that_the_iod_states_itself(tmp_path: Path) -> None:
    found = made(
        tmp_path, "fixed_value", tag='"a"', values='["CT"]', expects='{ name = "CT Image", stated = [] }'
    )
    assert list(found.fixed_values("t", "CT Image", ())) == [FixedValue(tag="a", values=("CT",))]
    for name, stated in (("MR Image", ()), ("CT Image", (FixedValue(tag="a", values=("CT",)),))):
        with pytest.raises(ModelError, match="source has"):
            list(found.fixed_values("t", name, stated))


def test_a_list_that_is_gone(tmp_path: Path) -> None:
    found = made(tmp_path, "drop_values", tag='"a"', values='["XA", "RF"]', expects="{ listed = true }")
    assert found.dropped_values("t", "a", [("XA", "RF"), ("CT",)]) == ("XA", "RF")
    assert found.dropped_values("t", "b", [("XA", "RF")]) == ()
    with pytest.raises(ModelError, match="source has"):
        found.dropped_values("t", "a", [("XA",)])


def test_classes_that_are_found_elsewhere(tmp_path: Path) -> None:
    found = made(tmp_path, "sop_class", uids='["1.2"]', expects='{ name = "Film", found = [] }')
    assert found.sop_classes_of("t", "Film", ()) == ("1.2",)
    assert found.sop_classes_of("other", "Film", ("1.3",)) == ("1.3",)
    with pytest.raises(ModelError, match="source has"):
        found.sop_classes_of("t", "Film", ("1.3",))


def test_a_type_that_is_another(tmp_path: Path) -> None:
    found = made(tmp_path, "open", tag='"a"', expects='{ type = "1C" }')
    assert found.is_open("t", "a", "1C")
    assert not found.is_open("t", "b", "3")
    with pytest.raises(ModelError, match="source has"):
        found.is_open("t", "a", "3")


def test_a_condition_that_is_another(tmp_path: Path) -> None:
    found = made(tmp_path, "unconditional", include='"m"', expects='{ condition = "0123abcd" }')
    assert found.always("t", "m", "0123abcd")
    with pytest.raises(ModelError, match="source has"):
        found.always("t", "m", "")


@pytest.mark.parametrize("values", [{"reason": '""'}, {"expects": "{}"}])
def test_an_entry_without_its_reason_or_what_it_expects(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(ModelError, match="needs a reason, what it expects"):
        made(tmp_path, "open", **{"tag": '"a"', "expects": '{ type = "1" }', **values})


def test_entries_are_not_told_by_the_number_of_a_row() -> None:
    text = Path(errata.__file__).with_name("errata.toml").read_text(encoding="utf-8")
    said = [entry for entries in tomllib.loads(text).values() for entry in entries]
    assert len(said) > 10
    assert all("row" not in entry and entry["expects"] for entry in said)
