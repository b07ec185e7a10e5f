"""The forms of the standard's conditions, in sentences of our own, with the expressions that they mean."""

from __future__ import annotations

import re

import pytest
from conditions.texts import compiled

EXTERNAL = re.compile(r'external\("[0-9a-f]{8}"\)')

# What stands after "Required if": one clause.
CLAUSES = [
    # -- present and absent
    ("{StackID} is present", 'present("StackID")'),
    ("{StackID} exists", 'present("StackID")'),
    ("the {StackID} is present", 'present("StackID")'),
    ("Attribute {StackID} is present", 'present("StackID")'),
    ("{StackID} is not present", 'not_(present("StackID"))'),
    ("{StackID} is absent", 'not_(present("StackID"))'),
    ("{StackID} not present", 'not_(present("StackID"))'),
    ("{StackID} has a Value", 'has_value("StackID")'),
    ("{StackID} is present with a Value", 'has_value("StackID")'),
    ("{StackID} is present and has a value", 'has_value("StackID")'),
    ("{StackID} is present and not empty", 'has_value("StackID")'),
    ("{StackID} is not empty", 'has_value("StackID")'),
    ("{MaterialID} is non-zero length", 'has_value("MaterialID")'),
    ("{MaterialID} is not zero length", 'has_value("MaterialID")'),
    ("{MaterialID} is zero length", 'empty("MaterialID")'),
    ("{MaterialID} is empty", 'empty("MaterialID")'),
    ("{BlockThickness} is non-null", 'has_value("BlockThickness")'),
    # -- equal
    ("{Modality} is MG", 'equals("Modality", "MG")'),
    ('{Modality} is "MG"', 'equals("Modality", "MG")'),
    ("{Modality} equals MG", 'equals("Modality", "MG")'),
    ("{Modality} is equal to MG", 'equals("Modality", "MG")'),
    ("{Modality} = MG", 'equals("Modality", "MG")'),
    ("{Modality} is set to MG", 'equals("Modality", "MG")'),
    ("{Modality} has a Value of MG", 'equals("Modality", "MG")'),
    ("{Modality} has a value MG", 'equals("Modality", "MG")'),
    ("{Modality} has the Value MG", 'equals("Modality", "MG")'),
    ("{Modality} has Value MG", 'equals("Modality", "MG")'),
    ("{Modality} Value is MG", 'equals("Modality", "MG")'),
    ("the value of {Modality} is MG", 'equals("Modality", "MG")'),
    ("value {Modality} is MG", 'equals("Modality", "MG")'),
    ("{Modality} is of Value MG", 'equals("Modality", "MG")'),
    ("{Modality} is present and the Value is MG", 'equals("Modality", "MG")'),
    ("{Modality} is present and equals MG", 'equals("Modality", "MG")'),
    ("{Modality} is present and has the Value MG", 'equals("Modality", "MG")'),
    ("{Modality} is present with a Value of MG", 'equals("Modality", "MG")'),
    ("{Modality} is present with Value MG", 'equals("Modality", "MG")'),
    ("{Modality} is MG or DX", 'equals("Modality", "MG", "DX")'),
    ("{Modality} is MG, DX or IO", 'equals("Modality", "MG", "DX", "IO")'),
    ("{Modality} is MG, DX, or IO", 'equals("Modality", "MG", "DX", "IO")'),
    ("{Modality} equals either MG or DX", 'equals("Modality", "MG", "DX")'),
    ("{Modality} is one of MG, DX", 'equals("Modality", "MG", "DX")'),
    ("{Modality} has a Value of MG or DX", 'equals("Modality", "MG", "DX")'),
    ("{PhotometricInterpretation} is PALETTE COLOR", 'equals("PhotometricInterpretation", "PALETTE COLOR")'),
    (
        "{PhotometricInterpretation} is PALETTE COLOR or RGB",
        'equals("PhotometricInterpretation", "PALETTE COLOR", "RGB")',
    ),
    ("{PatientSex} is F (female)", 'equals("PatientSex", "F")'),
    ("{MRAcquisitionType} is 3D", 'equals("MRAcquisitionType", "3D")'),
    ("{BitsAllocated} is 8", 'equals("BitsAllocated", 8)'),
    ("{BitsAllocated} is 8 or 16", 'equals("BitsAllocated", 8, 16)'),
    ("{RegionDataType} is 2", 'equals("RegionDataType", 2)'),
    ("Modality = MG", 'equals("Modality", "MG")'),
    ("Table Motion is DYNAMIC", 'equals("TableMotion", "DYNAMIC")'),
    ("{ExtendedMatchingMechanisms} includes Value FUZZY", 'equals("ExtendedMatchingMechanisms", "FUZZY")'),
    # -- one value of several
    ("{ImageType} Value 1 is ORIGINAL", 'equals("ImageType", "ORIGINAL", value=1)'),
    ("{ImageType}, Value 1 is ORIGINAL", 'equals("ImageType", "ORIGINAL", value=1)'),
    ("Value 3 of {ImageType} is TOMO", 'equals("ImageType", "TOMO", value=3)'),
    ("the third value of {ImageType} is TOMO", 'equals("ImageType", "TOMO", value=3)'),
    ("{ImageType} Value 1 of this Frame is ORIGINAL", 'equals("ImageType", "ORIGINAL", value=1)'),
    ("{ImageType} Value 3 is RECON TOMO or TOMO", 'equals("ImageType", "RECON TOMO", "TOMO", value=3)'),
    ("{ImageType} Value 3 is not TOMO", 'differs("ImageType", "TOMO", value=3)'),
    ("any value of {DataPathAssignment} is PRIMARY", 'equals("DataPathAssignment", "PRIMARY")'),
    (
        "{ImageType} Value 4 is EMISSION and Value 3 is TOMO",
        'all_of(equals("ImageType", "EMISSION", value=4), equals("ImageType", "TOMO", value=3))',
    ),
    # -- not equal
    ("{Modality} is not MG", 'differs("Modality", "MG")'),
    ("{Modality} is other than MG", 'differs("Modality", "MG")'),
    ("{Modality} equals other than MG", 'differs("Modality", "MG")'),
    ("{Modality} is not equal to MG", 'differs("Modality", "MG")'),
    ("{Modality} does not equal MG", 'differs("Modality", "MG")'),
    ("{Modality} does not have the Value MG", 'differs("Modality", "MG")'),
    ("{Modality} has a value other than MG", 'differs("Modality", "MG")'),
    ("{Modality} is present with a Value other than MG", 'differs("Modality", "MG")'),
    ("{Modality} is not MG or DX", 'differs("Modality", "MG", "DX")'),
    ("{Modality} equals other than MG, DX or IO", 'differs("Modality", "MG", "DX", "IO")'),
    ("{Modality} is absent or not MG", 'any_of(not_(present("Modality")), differs("Modality", "MG"))'),
    (
        "{Modality} is absent, or is present and has the Value MG",
        'any_of(not_(present("Modality")), equals("Modality", "MG"))',
    ),
    # -- numbers
    ("{SamplesPerPixel} is greater than 1", 'greater("SamplesPerPixel", 1)'),
    ("{SamplesPerPixel} has a value greater than 1", 'greater("SamplesPerPixel", 1)'),
    ("{SamplesPerPixel} has a Value of more than 1", 'greater("SamplesPerPixel", 1)'),
    ("{SamplesPerPixel} is present and has a Value greater than one", 'greater("SamplesPerPixel", 1)'),
    ("{NumberOfBeams} is greater than zero", 'greater("NumberOfBeams", 0)'),
    ("{NumberOfBeams} is less than 3", 'less("NumberOfBeams", 3)'),
    ("{NumberOfBeams} is at least 2", 'at_least("NumberOfBeams", 2)'),
    ("{NumberOfBeams} is greater than or equal to 2", 'at_least("NumberOfBeams", 2)'),
    ("{NumberOfBeams} is at most 2", 'at_most("NumberOfBeams", 2)'),
    ("{NumberOfBeams} is between 2 and 4", 'between("NumberOfBeams", 2, 4)'),
    ("{NumberOfBeams} is non-zero", 'all_of(has_value("NumberOfBeams"), differs("NumberOfBeams", 0))'),
    ("{NumberOfBeams} is not zero", 'all_of(has_value("NumberOfBeams"), differs("NumberOfBeams", 0))'),
    (
        "{NumberOfBeams} is present and has a non-zero value",
        'all_of(has_value("NumberOfBeams"), differs("NumberOfBeams", 0))',
    ),
    ("Number of Frames is greater than 1", 'greater("NumberOfFrames", 1)'),
    # -- items
    ("{BeamSequence} has more than one Item", 'items_at_least("BeamSequence", 2)'),
    ("{BeamSequence} contains multiple Items", 'items_at_least("BeamSequence", 2)'),
    ("{BeamSequence} contains one Item", 'items_equal("BeamSequence", 1)'),
    ("{BeamSequence} has zero Items", 'items_equal("BeamSequence", 0)'),
    ("the number of Items in {BeamSequence} is greater than 1", 'items_more_than("BeamSequence", 1)'),
    (
        "{BeamSequence} is present and contains more than one Item",
        'all_of(present("BeamSequence"), items_at_least("BeamSequence", 2))',
    ),
    (
        "{BeamSequence} is not present or has zero Items",
        'any_of(not_(present("BeamSequence")), items_equal("BeamSequence", 0))',
    ),
    (
        "{BeamType} in any Item of {BeamSequence} is STATIC",
        'any_item("BeamSequence", equals("BeamType", "STATIC"))',
    ),
    ("{BeamType} within {BeamSequence} is STATIC", 'any_item("BeamSequence", equals("BeamType", "STATIC"))'),
    # -- codes
    ('{ViewCodeSequence} is (111, DCM, "A view")', 'code_is("ViewCodeSequence", "111", "DCM")'),
    ('{ViewCodeSequence} equals (111, DCM, "A view")', 'code_is("ViewCodeSequence", "111", "DCM")'),
    (
        '{ViewCodeSequence} contains an Item with the value \u27e6DCM_111\u27e7(111, DCM, "A view")',
        'code_is("ViewCodeSequence", "111", "DCM")',
    ),
    (
        '{ViewCodeSequence} contains an Item of Coded Entry Value (111, DCM, "A view")',
        'code_is("ViewCodeSequence", "111", "DCM")',
    ),
    (
        '{ViewCodeSequence} contains Coded Entry Value (111, DCM, "A view")',
        'code_is("ViewCodeSequence", "111", "DCM")',
    ),
    (
        'one {ViewCodeSequence} Item value is (111, DCM, "A view")',
        'code_is("ViewCodeSequence", "111", "DCM")',
    ),
    ('{ViewCodeSequence} is (DCM, 111, "Turned round")', 'code_is("ViewCodeSequence", "111", "DCM")'),
    (
        '{ViewCodeSequence} is (111, DCM, "A") or (222, SCT, "B")',
        'any_of(code_is("ViewCodeSequence", "111", "DCM"), code_is("ViewCodeSequence", "222", "SCT"))',
    ),
    (
        '{ViewCodeSequence} is present with an Item value other than (111, DCM, "A") or (222, SCT, "B")',
        'code_differs("ViewCodeSequence", "111", "DCM", "222", "SCT")',
    ),
    # -- SOP classes
    ('{SOPClassUID} is "1.2.3" (Some Storage)', 'sop_class_is("1.2.3")'),
    (
        '{SOPClassUID} equals "1.2.3" (Some Storage) or "1.2.4" (Other Storage)',
        'sop_class_is("1.2.3", "1.2.4")',
    ),
    ('the {SOPClassUID} is not "1.2.3" (Some Storage)', 'not_(sop_class_is("1.2.3"))'),
    ('SOP Class UID is Some Image Storage ("1.2.3")', 'sop_class_is("1.2.3")'),
    (
        '{SOPClassUID} is not "1.2.3" (A Storage) and not "1.2.4" (B Storage)',
        'not_(sop_class_is("1.2.3", "1.2.4"))',
    ),
    ('{SOPClassUID} of the SOP Instance including this Module is not "1.2.3"', 'not_(sop_class_is("1.2.3"))'),
    (
        '{SOPClassUID} is one of the following: "1.2.3" (A Storage) or "1.2.4" (B Storage)',
        'sop_class_is("1.2.3", "1.2.4")',
    ),
    ('{ReferencedSOPClassUID} is "1.2.3" (Some Storage)', 'equals("ReferencedSOPClassUID", "1.2.3")'),
    # -- pointers
    ("{FrameIncrementPointer} points to {FrameTime}", 'points_to("FrameIncrementPointer", "FrameTime")'),
    ("{FrameIncrementPointer} points to Frame Time", 'points_to("FrameIncrementPointer", "FrameTime")'),
    (
        "the value of {FrameIncrementPointer} includes the Tag for {FrameTime}",
        'points_to("FrameIncrementPointer", "FrameTime")',
    ),
    (
        "the {SelectorAttribute} Value is the Data Element Tag of a Private Attribute",
        'names_private("SelectorAttribute")',
    ),
    # -- modules and character sets
    ("the Bitmap Display Shutter Module is present", 'module_present("Bitmap Display Shutter")'),
    ("the Bitmap Display Shutter Module is not present", 'not_(module_present("Bitmap Display Shutter"))'),
    ("an extended or replacement character set is used", "extended_characters()"),
    ("{Modality} in the General Series Module equals MG", 'equals("Modality", "MG")'),
    # -- several attributes
    ("{StackID} or {TriggerTime} is present", 'any_of(present("StackID"), present("TriggerTime"))'),
    ("either {StackID} or {TriggerTime} is present", 'any_of(present("StackID"), present("TriggerTime"))'),
    ("{StackID} and {TriggerTime} are present", 'all_of(present("StackID"), present("TriggerTime"))'),
    ("both {StackID} and {TriggerTime} are present", 'all_of(present("StackID"), present("TriggerTime"))'),
    (
        "{StackID} and {TriggerTime} are not present",
        'all_of(not_(present("StackID")), not_(present("TriggerTime")))',
    ),
    (
        "{StackID}, {Modality}, and {TriggerTime} are not present",
        'all_of(not_(present("StackID")), not_(present("Modality")), not_(present("TriggerTime")))',
    ),
    (
        "either {StackID} or {TriggerTime} is not present",
        'any_of(not_(present("StackID")), not_(present("TriggerTime")))',
    ),
    (
        "neither {StackID} nor {TriggerTime} is present",
        'all_of(not_(present("StackID")), not_(present("TriggerTime")))',
    ),
    (
        "none of {StackID}, {Modality} or {TriggerTime} are present",
        'all_of(not_(present("StackID")), not_(present("Modality")), not_(present("TriggerTime")))',
    ),
    (
        "at least one of {StackID}, {Modality} or {TriggerTime} is present",
        'any_of(present("StackID"), present("Modality"), present("TriggerTime"))',
    ),
    (
        "either {StackID} or {TriggerTime} is present, but not both",
        'exactly_one_of(present("StackID"), present("TriggerTime"))',
    ),
    (
        "either {StackID} is present or {Modality} is MG but not both",
        'exactly_one_of(present("StackID"), equals("Modality", "MG"))',
    ),
    (
        "neither {Modality} nor {StackID} is MG",
        'all_of(not_(equals("Modality", "MG")), not_(equals("StackID", "MG")))',
    ),
    # -- and, or
    ("{StackID} is present and {Modality} is MG", 'all_of(present("StackID"), equals("Modality", "MG"))'),
    ("{StackID} is present, and {Modality} is MG", 'all_of(present("StackID"), equals("Modality", "MG"))'),
    ("{StackID} is present and if {Modality} is MG", 'all_of(present("StackID"), equals("Modality", "MG"))'),
    ("{StackID} is present or {Modality} is MG", 'any_of(present("StackID"), equals("Modality", "MG"))'),
    ("{StackID} is present, or if {Modality} is MG", 'any_of(present("StackID"), equals("Modality", "MG"))'),
    (
        "{StackID} is present but {Modality} is not present",
        'all_of(present("StackID"), not_(present("Modality")))',
    ),
    (
        "{StackID} is present or {Modality} is MG and {TriggerTime} is present",
        'any_of(present("StackID"), all_of(equals("Modality", "MG"), present("TriggerTime")))',
    ),
    (
        "{StackID} is present or {Modality} is MG, and {TriggerTime} is present",
        'all_of(any_of(present("StackID"), equals("Modality", "MG")), present("TriggerTime"))',
    ),
    (
        "{StackID} is present or {Modality} is MG and if {TriggerTime} is present",
        'all_of(any_of(present("StackID"), equals("Modality", "MG")), present("TriggerTime"))',
    ),
    (
        "{StackID} is present and {Modality} is MG, or {TriggerTime} is present",
        'any_of(all_of(present("StackID"), equals("Modality", "MG")), present("TriggerTime"))',
    ),
    (
        "{StackID} is present, {Modality} is MG, and {TriggerTime} is present",
        'all_of(present("StackID"), equals("Modality", "MG"), present("TriggerTime"))',
    ),
    (
        "{StackID} is present, {Modality} is MG or {TriggerTime} is present",
        'any_of(present("StackID"), equals("Modality", "MG"), present("TriggerTime"))',
    ),
    (
        "{StackID} is present and {Modality} is MG or is absent",
        'all_of(present("StackID"), any_of(equals("Modality", "MG"), not_(present("Modality"))))',
    ),
    (
        "{Modality} is MG or DX and {StackID} is present",
        'all_of(equals("Modality", "MG", "DX"), present("StackID"))',
    ),
    (
        "either {StackID} is present or {Modality} is MG",
        'any_of(present("StackID"), equals("Modality", "MG"))',
    ),
    # -- what the data set cannot tell
    ("the dye was blue", "external"),
    ("the dye was blue or red", "external"),
    ("{Modality} is MG and the dye was blue", 'all_of(equals("Modality", "MG"), external)'),
    ("the dye was blue and {Modality} is MG", 'all_of(external, equals("Modality", "MG"))'),
    ("the dye was blue, or {Modality} is MG", 'any_of(external, equals("Modality", "MG"))'),
    ("the dye was blue and hot and {StackID} is not present", 'all_of(external, not_(present("StackID")))'),
    # -- more of each form, as other editions and modules word it
    ("{StackID} is provided", 'present("StackID")'),
    ("an {BeamSequence} is included", 'present("BeamSequence")'),
    ("any {StackID} is present", 'present("StackID")'),
    ("{BeamSequence} is empty", 'empty("BeamSequence")'),
    ("{BeamSequence} has a Value", 'has_value("BeamSequence")'),
    ("{BeamSequence} contains one or more Items", 'items_at_least("BeamSequence", 1)'),
    ("{BeamSequence} has at least one Item", 'items_at_least("BeamSequence", 1)'),
    ("{BeamSequence} has only one Item", 'items_equal("BeamSequence", 1)'),
    ("{BeamSequence} contains a single Item", 'items_equal("BeamSequence", 1)'),
    ("{BeamSequence} contains no Items", 'items_equal("BeamSequence", 0)'),
    ("the number of Items in {BeamSequence} is at least 2", 'items_at_least("BeamSequence", 2)'),
    ("the number of Items in {BeamSequence} is 3", 'items_equal("BeamSequence", 3)'),
    ("the number of Items in {BeamSequence} equals 3", 'items_equal("BeamSequence", 3)'),
    ("{NumberOfBeams} is greater than two", 'greater("NumberOfBeams", 2)'),
    ("{NumberOfBeams} is less than or equal to 2", 'at_most("NumberOfBeams", 2)'),
    ("{NumberOfBeams} is between 2 and 4 inclusive", 'between("NumberOfBeams", 2, 4)'),
    ("{NumberOfBeams} has a Value between 2 and 4", 'between("NumberOfBeams", 2, 4)'),
    (
        "{NumberOfBeams} is not equal to zero",
        'all_of(has_value("NumberOfBeams"), differs("NumberOfBeams", 0))',
    ),
    ("{NumberOfBeams} is present and is greater than zero", 'greater("NumberOfBeams", 0)'),
    ("{SliceThickness} is greater than 0.5", 'greater("SliceThickness", 0.5)'),
    ("{ImageType} Value 2 is PRIMARY or SECONDARY", 'equals("ImageType", "PRIMARY", "SECONDARY", value=2)'),
    ("the first value of {ImageType} is ORIGINAL", 'equals("ImageType", "ORIGINAL", value=1)'),
    ("the fourth Value of {ImageType} is present", 'has_value("ImageType", value=4)'),
    (
        "Value 1 of {ImageType} equals DERIVED and Value 3 equals TOMO",
        'all_of(equals("ImageType", "DERIVED", value=1), equals("ImageType", "TOMO", value=3))',
    ),
    ("{FrameType} Value 1 of this frame is ORIGINAL", 'equals("FrameType", "ORIGINAL", value=1)'),
    (
        "{FrameType} Value 1 of this Frame is MIXED or {ImageType} Value 1 is MIXED, and {Modality} is other than CT",
        (
            'all_of(any_of(equals("FrameType", "MIXED", value=1), equals("ImageType", "MIXED", value=1)), '
            'differs("Modality", "CT"))'
        ),
    ),
    ("{Modality} is one of MG, DX or IO", 'equals("Modality", "MG", "DX", "IO")'),
    ("{Modality} has any of the Values MG or DX", 'equals("Modality", "MG", "DX")'),
    ("{Modality} is not one of MG or DX", 'differs("Modality", "MG", "DX")'),
    ("{Modality} is not any of MG, DX or IO", 'differs("Modality", "MG", "DX", "IO")'),
    (
        "{Modality} is not present or is not MG",
        'any_of(not_(present("Modality")), differs("Modality", "MG"))',
    ),
    ("{Modality} is present and is not MG", 'all_of(present("Modality"), differs("Modality", "MG"))'),
    (
        "neither {StackID}, {Modality} nor {TriggerTime} is present",
        'all_of(not_(present("StackID")), not_(present("Modality")), not_(present("TriggerTime")))',
    ),
    (
        "either {StackID} or {TriggerTime} is present but not both",
        'exactly_one_of(present("StackID"), present("TriggerTime"))',
    ),
    (
        "at least one of the Attributes {StackID} or {TriggerTime} is present",
        'any_of(present("StackID"), present("TriggerTime"))',
    ),
    (
        "one or more of {StackID}, {TriggerTime} is present",
        'any_of(present("StackID"), present("TriggerTime"))',
    ),
    ("{StackID} and/or {TriggerTime} is present", 'any_of(present("StackID"), present("TriggerTime"))'),
    ("{StackID} or {TriggerTime} has a Value", 'any_of(has_value("StackID"), has_value("TriggerTime"))'),
    (
        "{StackID} or {TriggerTime} is not present",
        'any_of(not_(present("StackID")), not_(present("TriggerTime")))',
    ),
    (
        "both {StackID} and {TriggerTime} are absent",
        'all_of(not_(present("StackID")), not_(present("TriggerTime")))',
    ),
    (
        "{Modality} is MG and {StackID} or {TriggerTime} is present",
        'all_of(equals("Modality", "MG"), any_of(present("StackID"), present("TriggerTime")))',
    ),
    (
        "{Modality} is MG and either {StackID} or {TriggerTime} is present",
        'all_of(equals("Modality", "MG"), any_of(present("StackID"), present("TriggerTime")))',
    ),
    (
        "{Modality} is MG and neither {StackID} nor {TriggerTime} is present",
        'all_of(equals("Modality", "MG"), not_(present("StackID")), not_(present("TriggerTime")))',
    ),
    (
        "{BeamType} in {BeamSequence} in {BeamTaskSequence} is STATIC",
        'any_item("BeamTaskSequence", any_item("BeamSequence", equals("BeamType", "STATIC")))',
    ),
    (
        "any Value of {BeamType} in {BeamSequence} is STATIC",
        'any_item("BeamSequence", equals("BeamType", "STATIC"))',
    ),
    ("{ValueType} is TEXT or CODE", 'equals("ValueType", "TEXT", "CODE")'),
    ("the Mask Module is present", 'module_present("Mask")'),
    ("the ICC Profile Module is not present", 'not_(module_present("ICC Profile"))'),
    (
        "XA/XRF Presentation State Shutter Module is absent",
        'not_(module_present("XA/XRF Presentation State Shutter"))',
    ),
    ("the dye was blue and the Mask Module is not present", 'all_of(external, not_(module_present("Mask")))'),
    ("the dye was blue or the Mask Module is present", 'any_of(external, module_present("Mask"))'),
    (
        "the dye was blue and {StackID} is present or {Modality} is MG",
        'any_of(all_of(external, present("StackID")), equals("Modality", "MG"))',
    ),
    (
        "{StackID} is present, or the dye was blue, or {Modality} is MG",
        'any_of(present("StackID"), external, equals("Modality", "MG"))',
    ),
    (
        "{SelectorAttribute} is the Data Element Tag of a Private Attribute",
        'names_private("SelectorAttribute")',
    ),
    # -- first items
    ("the dye was blue, or {BeamType} changes during Beam", "any_of(external, external)"),
]


@pytest.mark.parametrize(("clause", "expected"), CLAUSES)
def test_clause(clause: str, expected: str | None) -> None:
    rule = compiled(f"Required if {clause}.")
    found = EXTERNAL.sub("external", str(rule.required)) if rule else None
    assert found == expected
    assert rule is None or (rule.allowed, rule.forbidden, rule.otherwise) == (None, None, "silent")


MG = 'equals("Modality", "MG")'
CT = 'equals("Modality", "CT")'

# Whole texts: required, allowed, forbidden, otherwise.
RULES = [
    ("Required when {Modality} is MG.", MG, "", "", "silent"),
    ("Required, if {Modality} is MG.", MG, "", "", "silent"),
    ("Required only if {Modality} is MG.", MG, "", "", "silent"),
    ("Required if {Modality} is MG", MG, "", "", "silent"),
    ("Required if: {Modality} is MG.", MG, "", "", "silent"),
    ("Required if Required if {Modality} is MG.", MG, "", "", "silent"),
    ("Shall be present if {Modality} is MG.", MG, "", "", "silent"),
    ("Required if {Modality} is MG. See \u27e6sect_C.1\u27e7.", MG, "", "", "silent"),
    ("Required if {Modality} is MG. See \u27e6sect_C.1\u27e7 for further explanation.", MG, "", "", "silent"),
    ("Required if {Modality} is MG (see \u27e6sect_C.1\u27e7).", MG, "", "", "silent"),
    (
        "Required if {Modality} is MG. One or more Items shall be included in this Sequence.",
        MG,
        "",
        "",
        "silent",
    ),
    ("Required if {Modality} is MG. May be present otherwise.", MG, "", "", "may"),
    ("Required if {Modality} is MG, may be present otherwise.", MG, "", "", "may"),
    ("Required if {Modality} is MG; may be present otherwise.", MG, "", "", "may"),
    ("Required if {Modality} is MG May be present otherwise.", MG, "", "", "may"),
    ("Required if {Modality} is MG. Maybe be present otherwise.", MG, "", "", "may"),
    ("Required if {Modality} is MG. May also be present otherwise.", MG, "", "", "may"),
    ("Required if {Modality} is MG. Shall not be present otherwise.", MG, "", "", "shall_not"),
    ("Required if {Modality} is MG. It shall not be present otherwise.", MG, "", "", "shall_not"),
    ("Required if {Modality} is MG. May be present if {Modality} is CT.", MG, CT, "", "shall_not"),
    ("Required if {Modality} is MG. may be present if {Modality} is CT.", MG, CT, "", "shall_not"),
    ("Required if {Modality} is MG. May also be present if {Modality} is CT.", MG, CT, "", "shall_not"),
    ("Required if {Modality} is MG. May be present only if {Modality} is CT.", MG, CT, "", "shall_not"),
    (
        "Required if {Modality} is MG. May be present otherwise only if {Modality} is CT.",
        MG,
        CT,
        "",
        "shall_not",
    ),
    ("Required if {Modality} is MG. May be present otherwise, if {Modality} is CT.", MG, CT, "", "shall_not"),
    ("Required if {Modality} is MG. Shall not be present if {Modality} is CT.", MG, "", CT, "silent"),
    ("Required if {Modality} is MG. May be present otherwise unless {Modality} is CT.", MG, "", CT, "may"),
    (
        "Required if {Modality} is MG. Shall not be present if {Modality} is CT. May be present otherwise.",
        MG,
        "",
        CT,
        "may",
    ),
    ("Shall not be present if {Modality} is CT.", "", "", CT, "silent"),
    ("May be present if {Modality} is CT.", "", CT, "", "shall_not"),
    ("May be used only if {Modality} is CT.", "", CT, "", "shall_not"),
    (
        "Required only if {StackID} is absent. It shall not be present otherwise.",
        'not_(present("StackID"))',
        "",
        "",
        "shall_not",
    ),
    (
        "Required if {Modality} is MG; may be present otherwise only if {Modality} is CT.",
        MG,
        CT,
        "",
        "shall_not",
    ),
    (
        "Shall not be present if {StackID} is present or {Modality} is CT.",
        "",
        "",
        f'any_of(present("StackID"), {CT})',
        "silent",
    ),
    (
        "Shall not be included if {Modality} is CT. Required if the dye was blue.",
        "external",
        "",
        CT,
        "silent",
    ),
    ("Required if the dye was blue. May be present otherwise.", "external", "", "", "may"),
    (
        "May not be used if {StackID} is not present or {Modality} is CT.",
        "",
        "",
        f'any_of(not_(present("StackID")), {CT})',
        "silent",
    ),
    ("May not be used if {Modality} is CT.", "", "", CT, "silent"),
    ("Shall be present only if {Modality} is CT.", "", CT, "", "shall_not"),
    ("Required if {Modality} is MG. Required if {Modality} is CT.", f"any_of({MG}, {CT})", "", "", "silent"),
    (
        "Required if {Modality} is MG. See \u27e6sect_C.1\u27e7, \u27e6sect_C.2\u27e7. Required if {Modality} is CT.",
        f"any_of({MG}, {CT})",
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} is MG. Required if {Modality} is CT. May be present otherwise.",
        f"any_of({MG}, {CT})",
        "",
        "",
        "may",
    ),
    ("shall be present. Required if {Modality} is MG.", MG, "", "", "silent"),
    (
        "Required for images where {StackID} is not present and whose {Modality} is MG.",
        f'all_of(not_(present("StackID")), {MG})',
        "",
        "",
        "silent",
    ),
    (
        "Required if {Modality} is MG. May be present for other SOP Classes if {Modality} is CT.",
        MG,
        CT,
        "",
        "shall_not",
    ),
    (
        "Required for first Item of {BeamSequence}, or if {Modality} is MG.",
        f'any_of(first_item("BeamSequence"), {MG})',
        "",
        "",
        "silent",
    ),
    (
        "Required for first Item of {BeamSequence}, or if the dye was blue, and if {Modality} is MG.",
        f'all_of(any_of(first_item("BeamSequence"), external), {MG})',
        "",
        "",
        "silent",
    ),
    (
        "Required for Control Point 0 of {ControlPointDeliverySequence} or if {Modality} is MG.",
        f'any_of(first_item("ControlPointDeliverySequence"), {MG})',
        "",
        "",
        "silent",
    ),
]


@pytest.mark.parametrize(("text", "required", "allowed", "forbidden", "otherwise"), RULES)
def test_rule(text: str, required: str, allowed: str, forbidden: str, otherwise: str) -> None:
    rule = compiled(text)
    assert rule is not None
    found = (
        EXTERNAL.sub("external", str(rule.required or "")),
        str(rule.allowed or ""),
        str(rule.forbidden or ""),
        rule.otherwise,
    )
    assert found == (required, allowed, forbidden, otherwise)


# Of usages, includes and value lists: without "Required if".
BARE = [
    ("if and only if {ValueType} is NUM", 'equals("ValueType", "NUM")'),
    ("{ValueType} is NUM", 'equals("ValueType", "NUM")'),
    ("{ValueType} is NUM or TEXT", 'equals("ValueType", "NUM", "TEXT")'),
    ("if {ValueType} is NUM", 'equals("ValueType", "NUM")'),
    ("if and only if {ValueType} is CONTAINER.", 'equals("ValueType", "CONTAINER")'),
    (
        "{PixelData} or {PixelDataProviderURL} is present",
        'any_of(present("PixelData"), present("PixelDataProviderURL"))',
    ),
    ("{ValueType} not NUM", 'differs("ValueType", "NUM")'),
    (
        "{SegmentationType} is LABELMAP and {BitsAllocated} is 16",
        'all_of(equals("SegmentationType", "LABELMAP"), equals("BitsAllocated", 16))',
    ),
]


@pytest.mark.parametrize(("text", "expected"), BARE)
def test_bare(text: str, expected: str) -> None:
    rule = compiled(text, bare=True)
    assert rule is not None
    assert str(rule.required) == expected


# Half of a sentence is never enforced.
REFUSED = [
    "Required if {StackID} is present in this Item.",
    "Required if {WedgeType} of the wedge referenced by {ReferencedWedgeNumber} is STANDARD.",
    "Required if {Modality} is MG and the dye reached {StackID}.",
    "Required if {Modality} is similar to MG.",
    "Required if {Modality} is not that of the other instance.",
    "Required if the dye was blue or red and {StackID} is present.",
    "Required if {StackID} is present and the dye was blue or the ink was red.",
    "Required if {StackID} is present in every Item of {BeamSequence}.",
    "Required if {Modality} is MG. Only then may {StackID} be present.",
    "Required if {Modality} is MG. &1 are satisfied \u27e6sect_C.1\u27e7.",
    # the name of one attribute with the tag of another, and a tag that is of none
    "Required if Modality (0008,0070) is MG.",
    "Required if Modality (0009,0060) is MG.",
    # cut before what it says
    "Required if {Modality} is MG. May be present otherwise, if",
    "Required if {Modality} is MG. Shall not be present if.",
    "Required if {Modality} is",
    "Required if {Modality}",
    "Required if.",
    "Required.",
    "",
]


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    assert compiled(text) is None


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Required if {Modality} is MG.", "compiled"),
        ("Required if {Modality} is MG and the dye was blue.", "partly_external"),
        ("Required if {Modality} is MG. May be present if the dye was blue.", "partly_external"),
        ("Required if the dye was blue.", "external"),
        ("Required if the dye was blue. May be present otherwise.", "external"),
    ],
)
def test_outcome(text: str, outcome: str) -> None:
    rule = compiled(text)
    assert rule is not None
    assert rule.outcome == outcome


def test_enough_forms() -> None:
    texts = [text for text, *_ in CLAUSES + RULES + BARE] + REFUSED
    assert len(set(texts)) == len(texts)
    assert len(texts) >= 250
