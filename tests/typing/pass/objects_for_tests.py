"""Objects that are made for tests have the class that was asked for."""

from __future__ import annotations

from typing import assert_type

from hypothesis.strategies import SearchStrategy

from dicomwright.iods import CTImage
from dicomwright.testing import Expected, broken, example, instances, minimal

assert_type(minimal(CTImage), CTImage)
assert_type(example(CTImage, seed=7), CTImage)
assert_type(instances(CTImage), SearchStrategy[CTImage])
for instance, expected in broken(CTImage):
    assert_type(instance, CTImage)
    assert_type(expected, Expected)
