"""Content of documents by templates: objects of rows that are built and read, and the documents that hold them.

Imports templates, items and IODs, and what they stand on; no generated code.
"""

from typing import TYPE_CHECKING

from dicomwright.runtime.content.entries import Entry, RowItem, part, row
from dicomwright.runtime.content.finding import find, items_below
from dicomwright.runtime.content.template import Template
from dicomwright.runtime.content.values import Graphic, Graphic3D, Quantity, Reference, Times

if TYPE_CHECKING:
    from dicomwright.runtime.content.typed import Date as Date
    from dicomwright.runtime.content.typed import DateTime as DateTime
    from dicomwright.runtime.content.typed import GivenGraphic as GivenGraphic
    from dicomwright.runtime.content.typed import GivenGraphic3D as GivenGraphic3D
    from dicomwright.runtime.content.typed import GivenQuantity as GivenQuantity
    from dicomwright.runtime.content.typed import GivenTimes as GivenTimes
    from dicomwright.runtime.content.typed import Name as Name
    from dicomwright.runtime.content.typed import Number as Number
    from dicomwright.runtime.content.typed import PlainQuantity as PlainQuantity
    from dicomwright.runtime.content.typed import Present as Present
    from dicomwright.runtime.content.typed import Real as Real
    from dicomwright.runtime.content.typed import Referred as Referred
    from dicomwright.runtime.content.typed import Target as Target
    from dicomwright.runtime.content.typed import Time as Time
    from dicomwright.runtime.content.values import Continuity as Continuity
    from dicomwright.runtime.declarations.typed import Taking as Taking
    from dicomwright.runtime.item import Item as Item

__all__ = [
    "Entry",
    "Graphic",
    "Graphic3D",
    "Quantity",
    "Reference",
    "RowItem",
    "Template",
    "Times",
    "find",
    "items_below",
    "part",
    "row",
]
