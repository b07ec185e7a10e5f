"""Files of rules for devices: what is understood, and that nothing else passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dicomwright.deidentify.regions import BadRules, DeviceRule, Rectangle, read_rules

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
[[device]]
name = "a scanner"
manufacturer = "ACME*"
model = ["S1", "S2"]
sop_class = "1.2.840.10008.5.1.4.1.1.6.1"
modality = "US"
image_type = "SCREEN*"
station = "ROOM?"
rows = 600
columns = 800
rectangles = [[0, 0, 800, 60], [10, 560, 100, 40]]
outside_ultrasound_regions = true

[[device]]
rectangles = [[0, 0, 1, 1]]
"""


def rules_of(folder: Path, text: str) -> tuple[DeviceRule, ...]:
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return read_rules(path)


def test_a_rule_has_what_its_table_says(tmp_path: Path) -> None:
    first, second = rules_of(tmp_path, WHOLE)
    assert first == DeviceRule(
        name="a scanner",
        manufacturer=("ACME*",),
        model=("S1", "S2"),
        sop_class=("1.2.840.10008.5.1.4.1.1.6.1",),
        modality=("US",),
        image_type=("SCREEN*",),
        station=("ROOM?",),
        rows=600,
        columns=800,
        rectangles=(Rectangle(0, 0, 800, 60), Rectangle(10, 560, 100, 40)),
        outside_ultrasound_regions=True,
    )
    assert second == DeviceRule(rectangles=(Rectangle(0, 0, 1, 1),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("device = 1", r"must have tables"),
        ("", r"must have tables"),
        ("[[device]\n", r"no TOML"),
        ("[[devices]]\nrectangles = [[0, 0, 1, 1]]", r"must have tables"),
        ("device = [1]", r"rule 1: must be a table"),
        ('[[device]]\nmanufacturers = "x"', r"rule 1: .*did you mean manufacturer"),
        ('[[device]]\nname = "x"', r"rule 1: blanks nothing"),
        ("[[device]]\nname = 1", r"name: must be a text"),
        ("[[device]]\nmodel = []", r"model: must be a text"),
        ("[[device]]\nmodel = [1]", r"model: must be a text"),
        ("[[device]]\nrows = -1", r"rows: must be a whole number"),
        ("[[device]]\nrows = true", r"rows: must be a whole number"),
        ("[[device]]\ncolumns = 70000", r"columns: must be a whole number"),
        ("[[device]]\noutside_ultrasound_regions = 1", r"must be true or false"),
        ("[[device]]\nrectangles = 1", r"must be a list of rectangles"),
        ("[[device]]\nrectangles = [[0, 0, 1]]", r"a rectangle is"),
        ("[[device]]\nrectangles = [[0, 0, 1, 1.5]]", r"whole number"),
        ("[[device]]\nrectangles = [7]", r"a rectangle is"),
    ],
)
def test_what_is_not_understood_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadRules, match=said):
        rules_of(tmp_path, text)


def test_a_rule_fits_what_has_all_that_it_names() -> None:
    rule = DeviceRule(manufacturer=("ACME*", "other"), image_type=("screen save",), rows=4)
    image = {"manufacturer": ("Acme Ltd",), "image_type": ("DERIVED", "SCREEN SAVE")}
    assert rule.fits(image, 4, 9)
    assert not rule.fits(image, 5, 9)
    assert not rule.fits({**image, "image_type": ()}, 4, 9)
    assert not rule.fits({**image, "manufacturer": ("The Acme",)}, 4, 9)
    assert DeviceRule().fits({}, 1, 1)
