"""A minimal program for each IOD: its constructor with all that it demands, in types that checkers accept."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.generator.render.code_names import unique_names
from dicomwright.generator.render.fields import ClassRef
from dicomwright.generator.render.iods import demanded_fields
from dicomwright.generator.render.names import class_name, context_group_class, item_class_name
from dicomwright.site.laying import call, laid, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.generator.facts import Iod
    from dicomwright.generator.render.fields import Field, Scalar
    from dicomwright.site.book import Book
    from dicomwright.site.laying import Group, Part

_DEEPEST: Final = 6
_TEXTS: Final = {
    "PatientName": '"Doe^Jane"',
    "PatientID": '"42"',
    "PatientPosition": '"HFS"',
    "PixelSpacing": "[0.7, 0.7]",
    "ImageOrientationPatient": "[1, 0, 0, 0, 1, 0]",
    "ImageOrientationSlide": "[0, 1, 0, 1, 0, 0]",
    "Manufacturer": '"Maker"',
    "ManufacturerModelName": '"Model"',
    "DeviceSerialNumber": '"1"',
    "SoftwareVersions": '["1.0"]',
    "ContentLabel": '"LABEL"',
}
_PREFERRED: Final = ("ORIGINAL", "DERIVED", "PRIMARY", "MONOCHROME", "NONE", "NO")
"""Values that an example has where they are among those that are allowed."""
_OF_VRS: Final = {
    "AE": '"MODALITY"',
    "AS": '"042Y"',
    "AT": "0x00080018",
    "CS": '"A"',
    "DA": '"20260131"',
    "DT": '"20260131101500"',
    "TM": '"101500"',
    "PN": '"Doe^Jane"',
    "UI": "generate_uid()",
    "UR": '"https://example.org/"',
    **dict.fromkeys(("DS", "FL", "FD"), "1.0"),
    **dict.fromkeys(("IS", "SL", "SS", "SV", "UL", "US", "UV"), "1"),
    **dict.fromkeys(("OB", "OW", "OD", "OF", "OL", "OV", "UN"), "bytes(8)"),
}
_TEXT: Final = '"text"'
_PIXELS: Final = {
    "PixelData": "np.zeros((64, 64), np.uint16)",
    "FloatPixelData": "np.zeros((64, 64), np.float32)",
    "DoubleFloatPixelData": "np.zeros((64, 64), np.float64)",
}
_PARTS: Final = {
    "Code": "from pydicom.sr.coding import Code",
    "generate_uid": "from pydicom.uid import generate_uid",
}


@dataclass
class Program:
    """A program that is being written: what it imports."""

    cids: set[str] = field(default_factory=set[str])
    names: set[str] = field(default_factory=set[str])


class Examples:
    """Writes the examples of an edition."""

    def __init__(self, book: Book, package: str = "dicomwright") -> None:
        """Keep the book; `package` is what the edition is installed as."""
        self.book = book
        self.package = package

    @cached_property
    def _first_codes(self) -> dict[str, str]:
        """The member of each context group to show: its first, where it has any."""
        found: dict[str, str] = {}
        for cid, codes in self.book.codes.items():
            if codes:
                found[cid] = next(iter(unique_names(codes)))
        return found

    def of(self, iod: Iod) -> str:
        """Return the program for an IOD."""
        cls = class_name(iod.name)
        program = Program()
        demanded = demanded_fields(self.book.planner, iod)
        made = call(cls, *self._arguments(demanded, cls, program, 0))
        text = laid(made, "instance = ", broken=True)
        return "\n".join((*self._imports(program, cls), "", text, ""))

    def _arguments(self, demanded: Sequence[Field], path: str, program: Program, depth: int) -> list[Part]:
        return [(f"{each.keyword}=", self._value(each, path, program, depth)) for each in demanded]

    def _imports(self, program: Program, cls: str) -> list[str]:
        found = [text for name, text in _PARTS.items() if name in program.names]
        if "np" in program.names:
            found = ["import numpy as np", *found]
        own: list[str] = []
        if program.cids:
            own.append(f"from {self.package}.cids import {', '.join(sorted(program.cids))}")
        own.append(f"from {self.package}.iods import {cls}")
        return [*found, *([""] if found else []), *own]

    def _value(self, declared: Field, path: str, program: Program, depth: int) -> Group | str:
        """Return a value for an attribute, as Python."""
        if "SQ" in declared.element.vr:
            least = max(1, declared.items.least if declared.items is not None else 1)
            return listed(*[self._item(declared, path, program, depth)] * least)
        text = self._scalar(declared)
        text = _TEXTS.get(declared.keyword, text)
        for name in ("generate_uid", "np"):
            if text.startswith(name):
                program.names.add(name)
        return text

    def _scalar(self, declared: Field) -> str:
        if declared.keyword in _PIXELS:
            return _PIXELS[declared.keyword]
        element = declared.element
        choice = (*declared.values, *declared.terms)
        vr = element.vr[0] if element.vr else "UN"
        one = _python(_chosen(choice)) if choice else _OF_VRS.get(vr, _TEXT)
        if element.vm == ("1",):
            return one
        least = min(int("".join(filter(str.isdigit, vm.partition("-")[0])) or 1) for vm in element.vm)
        if vr in {"OB", "OW", "OD", "OF", "OL", "OV", "UN"}:
            return one
        lists = {values.value_number: values.values for values in declared.lists if values.condition is None}
        many = [_python(_chosen(lists[at])) if at in lists else one for at in range(1, least + 1)]
        return f"[{', '.join(many)}]"

    def _item(self, declared: Field, path: str, program: Program, depth: int) -> Group | str:
        plan = declared.item
        if plan is not None and plan.codes:
            return self._code(declared, program)
        name = f"{path}.{item_class_name(declared.keyword)}"
        cls = plan.cls if plan is not None else None
        if not isinstance(cls, ClassRef):
            nested = ClassRef("iod", path.partition(".")[0], name.partition(".")[2])
            fields = self._nested(declared, nested)
        else:
            fields = list(self.book.planner.all_fields(cls).values())
        demanded = [each for each in fields if not each.optional] if depth < _DEEPEST else []
        return call(name, *self._arguments(demanded, name, program, depth + 1))

    def _nested(self, declared: Field, ref: ClassRef) -> list[Field]:
        """Return the fields of an item class that the IOD has itself."""
        plan = declared.item
        if plan is None or plan.cls is None or isinstance(plan.cls, ClassRef):
            return []
        made = self.book.planner.plan_nested(ref, plan.cls)
        return list(self.book.planner.all_fields(made.ref).values())

    def _code(self, declared: Field, program: Program) -> str:
        for use in declared.groups:
            if use.cid in self._first_codes:
                name = context_group_class(use.cid)
                program.cids.add(name)
                return f"{name}.{self._first_codes[use.cid]}"
        program.names.add("Code")
        return 'Code("10200004", "SCT", "Liver")'


def _python(value: object) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return repr(value)


def _chosen(values: Sequence[Scalar]) -> Scalar:
    """Return the value to show of those that are allowed."""
    return next((each for each in _PREFERRED if each in values), values[0])
