"""Codes of all schemes and context groups are searched by the package that has them all."""

from typing import assert_type

from pydicom.sr.coding import Code

from dicomwright import codes

assert_type(codes.search("left kidney"), tuple[Code, ...])
assert codes.search("left kidney", limit=1) == (codes.SCT.Kidney,)
