"""Strategies of hypothesis: objects of an IOD, which shrink to the minimal one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from dicomwright.runtime.errors import MissingPackage
from dicomwright.testing.making import optional_of, varied

try:
    from hypothesis import strategies as st
except ImportError:
    raise MissingPackage("instances needs hypothesis: pip install 'dicomwright[testing]'") from None

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from dicomwright.runtime import IOD

_I = TypeVar("_I", bound="IOD")

_MOST = 16
_SEEDS = 2**32


def instances(iod: type[_I]) -> SearchStrategy[_I]:
    """Return a strategy for objects of an IOD that break no rule: ``@given(instances(CTImage))``.

    What is drawn are the optional attributes, and a seed for values: an example that fails shrinks to as few of them as
    it fails with.
    """
    optional = optional_of(iod)
    chosen = st.lists(st.sampled_from(optional), unique=True, max_size=_MOST) if optional else st.just([])
    return st.builds(partial(varied, iod), st.integers(0, _SEEDS - 1), chosen)
