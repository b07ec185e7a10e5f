"""Objects for tests: of any IOD, made from the declarations of its class.

`minimal` has what an object must have, `example` some of what it may have, `broken` one fault each, with the finding
that is expected, and `instances` is a strategy of hypothesis. Whatever they give is the same each time, to the last
byte, and nobody's: names, dates and UIDs are made up.

Stands above the runtime, which knows nothing of it, and reaches generated code through the runtime's registry. What an
object must have is asked of the validator: a draft is judged, and what is found wrong is changed, finding by finding,
until nothing is; so it knows no IOD but by what it declares, and by tables of plausible values.
"""

from typing import TYPE_CHECKING

from dicomwright.runtime.lazy import lazy_package
from dicomwright.testing.breaking import Broken, Expected, broken
from dicomwright.testing.errors import Unmakeable
from dicomwright.testing.making import example, minimal

if TYPE_CHECKING:
    from dicomwright.testing.strategies import instances
else:  # only who has hypothesis can
    __getattr__, __dir__ = lazy_package(__name__, {"instances": "strategies"})

__all__ = ["Broken", "Expected", "Unmakeable", "broken", "example", "instances", "minimal"]
