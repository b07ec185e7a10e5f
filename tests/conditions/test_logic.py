"""Expressions in three-valued logic, over items and the data sets around them."""

from __future__ import annotations

import itertools

import pytest
from conditions.scopes import Data, item_of

from dicomwright.runtime.conditions import expressions as c
from dicomwright.runtime.conditions.evaluation import demands, evaluate, permits

UNKNOWN = c.external("the dye was blue")
YES = c.present("Here")
NO = c.present("Nowhere")
HERE = Data({"Here": [1]})
VALUES = {True: YES, False: NO, None: UNKNOWN}
PAIRS = list(itertools.product((True, False, None), repeat=2))


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_and_or(left: bool | None, right: bool | None) -> None:
    both = None if None in (left, right) else True
    assert evaluate(c.all_of(VALUES[left], VALUES[right]), HERE) is (
        False if False in (left, right) else both
    )
    neither = None if None in (left, right) else False
    assert evaluate(c.any_of(VALUES[left], VALUES[right]), HERE) is (
        True if True in (left, right) else neither
    )


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((True, False), True),
        ((True, True), False),
        ((False, False), False),
        ((True, None), None),
        ((True, True, None), False),
        ((False, None), None),
    ],
)
def test_exactly_one(parts: tuple[bool | None, ...], expected: bool | None) -> None:
    assert evaluate(c.exactly_one_of(*(VALUES[part] for part in parts)), HERE) is expected


@pytest.mark.parametrize(("part", "expected"), [(True, False), (False, True), (None, None)])
def test_not(part: bool | None, expected: bool | None) -> None:
    assert evaluate(c.not_(VALUES[part]), HERE) is expected


DATA = Data(
    {
        "Modality": ["MG"],
        "Laterality": [],
        "ImageType": ["ORIGINAL", "PRIMARY", "TOMO "],
        "NumberOfFrames": ["3"],
        "PixelSpacing": [0.5, 0.75],
        "SOPClassUID": ["1.2.3\0"],
        "FrameIncrementPointer": [0x00181063],
        "SelectorAttribute": [0x00091001],
        "ViewCodeSequence": [{"CodeValue": ["399162004"], "CodingSchemeDesignator": ["SCT"]}],
        "BeamSequence": [{"BeamType": ["STATIC"]}, {"BeamType": ["DYNAMIC"], "NumberOfWedges": [0]}],
        "EmptySequence": [],
    },
    modules={"Mask": True, "Cine": False},
    extended=True,
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (c.equals("Modality", "MG"), True),
        (c.equals("Modality", "CT", "MG"), True),
        (c.equals("Modality", "CT"), False),
        (c.equals("Absent", "CT"), False),
        (c.equals("Laterality", "R"), None),
        (c.differs("Modality", "CT"), True),
        (c.differs("Modality", "MG", "CT"), False),
        (c.differs("Absent", "CT"), None),
        (c.differs("Laterality", "R"), None),
        (c.not_(c.equals("Absent", "CT")), True),
        (c.equals("ImageType", "TOMO"), True),
        (c.equals("ImageType", "TOMO", value=3), True),
        (c.equals("ImageType", "TOMO", value=1), False),
        (c.equals("ImageType", "TOMO", value=4), None),
        (c.has_value("ImageType", value=3), True),
        (c.has_value("ImageType", value=4), False),
        (c.present("Laterality"), True),
        (c.has_value("Laterality"), False),
        (c.empty("Laterality"), True),
        (c.empty("Modality"), False),
        (c.empty("Absent"), False),
        (c.equals("NumberOfFrames", 3), True),
        (c.greater("NumberOfFrames", 1), True),
        (c.greater("NumberOfFrames", 3), False),
        (c.at_least("NumberOfFrames", 3), True),
        (c.less("NumberOfFrames", 4), True),
        (c.at_most("NumberOfFrames", 2), False),
        (c.between("NumberOfFrames", 1, 3), True),
        (c.greater("Absent", 1), False),
        (c.greater("Modality", 1), None),
        (c.greater("PixelSpacing", 0.6, value=2), True),
        (c.sop_class_is("1.2.3"), True),
        (c.sop_class_is("1.2.4", "1.2.5"), False),
        (c.points_to("FrameIncrementPointer", "FrameTime"), True),
        (c.points_to("FrameIncrementPointer", "FrameTimeVector"), False),
        (c.points_to("Absent", "FrameTimeVector"), False),
        (c.names_private("SelectorAttribute"), True),
        (c.names_private("FrameIncrementPointer"), False),
        (c.items_equal("BeamSequence", 2), True),
        (c.items_equal("EmptySequence", 0), True),
        (c.items_at_least("BeamSequence", 3), False),
        (c.items_more_than("BeamSequence", 1), True),
        (c.items_more_than("Absent", 0), False),
        (c.any_item("BeamSequence", c.equals("BeamType", "DYNAMIC")), True),
        (c.any_item("BeamSequence", c.equals("BeamType", "SETUP")), False),
        (c.any_item("BeamSequence", c.external("the dye was blue")), None),
        (c.any_item("Absent", c.external("the dye was blue")), False),
        (c.code_is("ViewCodeSequence", "399162004", "SCT"), True),
        (c.code_is("ViewCodeSequence", "399162004", "DCM"), False),
        (c.code_is("BeamSequence", "399162004", "DCM"), None),
        (c.code_differs("ViewCodeSequence", "1", "SCT", "2", "SCT"), True),
        (c.code_differs("ViewCodeSequence", "399162004", "SCT"), False),
        (c.code_differs("Absent", "399162004", "SCT"), False),
        (c.module_present("Mask"), True),
        (c.module_present("Cine"), False),
        (c.module_present("Patient"), None),
        (c.extended_characters(), True),
        (c.first_item("BeamSequence"), None),
        (c.all_of(c.equals("Modality", "CT"), c.external("the dye was blue")), False),
        (c.all_of(c.equals("Modality", "MG"), c.external("the dye was blue")), None),
    ],
)
def test_evaluation(expression: c.Expression, expected: bool | None) -> None:
    assert evaluate(expression, DATA) is expected


@pytest.mark.parametrize(
    ("name", "keyword"), [("sop_class_is", "SOPClassUID"), ("transfer_syntax_is", "TransferSyntaxUID")]
)
def test_uids_of_the_whole(name: str, keyword: str) -> None:
    expression = getattr(c, name)("1.2", "1.3")
    inner = Data({keyword: ["1.2"], "BeamSequence": [{keyword: ["1.9"]}]})
    assert evaluate(expression, item_of(inner, "BeamSequence")) is True
    assert evaluate(expression, Data({keyword: ["1.4"]})) is False
    assert evaluate(expression, Data({})) is None


PLAN = Data(
    {
        "StackID": ["top"],
        "WedgeSequence": [
            {"WedgeNumber": ["1"], "WedgeType": ["HARD"]},
            {"WedgeNumber": ["2 "], "WedgeType": ["MOTOR"]},
        ],
        "BeamSequence": [
            {
                "BeamType": ["STATIC"],
                "ControlPointSequence": [{"ReferencedWedgeNumber": [2]}, {"ReferencedWedgeNumber": [7]}],
            },
            {"BeamType": ["DYNAMIC"], "ControlPointSequence": [{}, {"StackID": ["deep"]}]},
        ],
    }
)
MOTOR = c.equals("WedgeType", "MOTOR")
REFERENCED = c.referenced_item("WedgeSequence", "WedgeNumber", "ReferencedWedgeNumber", MOTOR)


def control_point(beam: int, index: int) -> Data:
    found = item_of(PLAN, "BeamSequence", beam).items("ControlPointSequence")[index]
    assert isinstance(found, Data)
    return found


@pytest.mark.parametrize(
    ("expression", "place", "expected"),
    [
        (c.last_item("ControlPointSequence"), (0, 0), False),
        (c.last_item("ControlPointSequence"), (0, 1), True),
        (c.last_item("BeamSequence"), (0, 1), False),
        (c.last_item("BeamSequence"), (1, 0), True),
        (c.last_item("WedgeSequence"), (1, 0), None),
        (c.inside("WedgeSequence", "BeamSequence"), (0, 0), True),
        (c.inside("WedgeSequence"), (0, 0), False),
        (c.enclosing_item("BeamSequence", c.equals("BeamType", "STATIC")), (0, 0), True),
        (c.enclosing_item("BeamSequence", c.equals("BeamType", "STATIC")), (1, 0), False),
        (c.enclosing_item("WedgeSequence", c.equals("BeamType", "STATIC")), (1, 0), None),
        (REFERENCED, (0, 0), True),
        (REFERENCED, (0, 1), None),  # no wedge has this number
        (REFERENCED, (1, 0), None),  # no reference
    ],
)
def test_items_around(expression: c.Expression, place: tuple[int, int], expected: bool | None) -> None:
    assert evaluate(expression, control_point(*place)) is expected


def test_a_referenced_item_may_say_no() -> None:
    data = Data(
        {"WedgeSequence": [{"WedgeNumber": [1], "WedgeType": ["HARD"]}], "ReferencedWedgeNumber": ["1"]}
    )
    assert evaluate(REFERENCED, data) is False


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (c.below("BeamSequence", c.equals("StackID", "deep")), True),
        (c.below("BeamSequence", c.equals("StackID", "top")), False),  # stands around, not below
        (c.below("BeamSequence", c.external("the dye was blue")), None),
        (c.below("WedgeSequence", c.present("BeamType")), False),
        (c.below("Absent", c.external("the dye was blue")), False),
        (c.anywhere(c.equals("StackID", "top")), True),
        (c.anywhere(c.equals("StackID", "deep")), True),
        (c.anywhere(c.equals("StackID", "other")), False),
        (c.in_functional_groups(c.present("StackID")), False),
    ],
)
def test_below(expression: c.Expression, expected: bool | None) -> None:
    assert evaluate(expression, PLAN) is expected
    if expression.name != "below":  # from wherever it is asked
        assert evaluate(expression, control_point(1, 1)) is expected


def test_first_item_and_outward() -> None:
    first, second = item_of(DATA, "BeamSequence"), item_of(DATA, "BeamSequence", 1)
    assert evaluate(c.first_item("BeamSequence"), first) is True
    assert evaluate(c.first_item("Other", "BeamSequence"), second) is False
    assert evaluate(c.equals("Modality", "MG"), first) is True
    assert evaluate(c.sop_class_is("1.2.3"), second) is True
    assert evaluate(c.present("NumberOfWedges"), first) is False
    assert evaluate(c.present("NumberOfWedges"), second) is True


def test_no_look_outward_for_what_the_item_declares() -> None:
    content = {"CodeValue": ["1"], "ModifierSequence": [{"LongCodeValue": ["2"]}]}
    absent = c.not_(c.present("CodeValue"))
    assert evaluate(absent, item_of(Data(content), "ModifierSequence")) is False
    declaring = Data(content, declared=frozenset({"CodeValue"}))
    assert evaluate(absent, item_of(declaring, "ModifierSequence")) is True


FRAMES = Data(
    {
        "Modality": ["CT"],
        "SharedFunctionalGroupsSequence": [{"CTAcquisitionTypeSequence": [{"AcquisitionType": ["SPIRAL"]}]}],
        "PerFrameFunctionalGroupsSequence": [
            {"CTImageFrameTypeSequence": [{"FrameType": ["ORIGINAL"]}], "CTExposureSequence": [{}]},
            {"CTImageFrameTypeSequence": [{"FrameType": ["DERIVED"]}]},
        ],
    }
)


def test_groups_of_the_same_frame() -> None:
    frame = item_of(FRAMES, "PerFrameFunctionalGroupsSequence")
    exposure = frame.items("CTExposureSequence")[0]
    assert evaluate(c.equals("FrameType", "ORIGINAL", value=1), exposure) is True
    assert evaluate(c.equals("AcquisitionType", "SPIRAL"), exposure) is True
    assert evaluate(c.equals("Modality", "CT"), exposure) is True
    other = item_of(FRAMES, "PerFrameFunctionalGroupsSequence", 1)
    assert evaluate(c.equals("FrameType", "ORIGINAL", value=1), other) is False
    assert evaluate(c.equals("FrameType", "ORIGINAL"), FRAMES) is False


def test_what_differs_by_frame_is_unknown_in_shared_groups() -> None:
    shared = item_of(FRAMES, "SharedFunctionalGroupsSequence").items("CTAcquisitionTypeSequence")[0]
    assert evaluate(c.equals("FrameType", "ORIGINAL"), shared) is None
    assert evaluate(c.present("FrameType"), shared) is None
    assert evaluate(c.equals("AcquisitionType", "SPIRAL"), shared) is True


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (c.present("CTExposureSequence"), True),
        (c.present("Modality"), False),  # stands in the data set alone
        (c.equals("FrameType", "DERIVED", value=1), True),
        (c.equals("AcquisitionType", "SPIRAL"), True),
        (c.equals("AcquisitionType", "SEQUENCED"), False),
        (c.all_of(c.equals("FrameType", "DERIVED"), c.present("CTExposureSequence")), False),  # of two frames
        (c.external("the dye was blue"), None),
    ],
)
def test_in_functional_groups(part: c.Expression, expected: bool | None) -> None:
    assert evaluate(c.in_functional_groups(part), FRAMES) is expected
    frame = item_of(FRAMES, "PerFrameFunctionalGroupsSequence", 1)
    assert evaluate(c.in_functional_groups(part), frame) is expected


@pytest.mark.parametrize("required", [True, False, None])
def test_silence_forbids(required: bool | None) -> None:
    rule = c.rule(VALUES[required])
    assert demands(rule, HERE) is required
    assert permits(rule, HERE) is required


@pytest.mark.parametrize(
    ("rule", "demanded", "permitted"),
    [
        (c.rule(NO, otherwise="may"), False, True),
        (c.rule(UNKNOWN, otherwise="may"), None, True),
        (c.rule(NO, otherwise="shall_not"), False, False),
        (c.rule(NO, otherwise="shall_not", allowed=YES), False, True),
        (c.rule(NO, otherwise="shall_not", allowed=UNKNOWN), False, None),
        (c.rule(UNKNOWN, otherwise="shall_not", allowed=YES), None, True),
        (c.rule(YES, otherwise="shall_not", allowed=NO), True, True),
        (c.rule(forbidden=YES), False, False),
        (c.rule(forbidden=NO), False, True),
        (c.rule(forbidden=UNKNOWN), False, None),
        (c.rule(NO, otherwise="may", forbidden=YES), False, False),
        (c.rule(allowed=NO, otherwise="shall_not"), False, False),
        (c.rule(allowed=YES, otherwise="shall_not"), False, True),
    ],
)
def test_rules(rule: c.Rule, demanded: bool | None, permitted: bool | None) -> None:
    assert demands(rule, HERE) is demanded
    assert permits(rule, HERE) is permitted


def test_a_condition_that_is_not_understood_is_unknown() -> None:
    assert demands(c.condition("9f31c0de", 0x00200062), HERE) is None
    assert permits(c.condition("9f31c0de", 0x00200062), HERE) is None
    assert c.rule_of(c.condition("9f31c0de")) is None
    assert c.rule_of(YES) == c.Rule(YES)
    assert c.rule_of(c.rule(YES, otherwise="may")) == c.Rule(YES, "may")


def test_repr_is_python() -> None:
    expression = c.all_of(c.equals("ImageType", "ORIGINAL", value=1), c.not_(c.present("StackID")))
    assert eval(repr(expression), vars(c)) == expression  # noqa: S307 - made here
    assert repr(expression) == "all_of(equals('ImageType', 'ORIGINAL', value=1), not_(present('StackID')))"
