"""Stage docbook: NEMA's DocBook XML -> typed divisions and tables. Knows DocBook, knows nothing of DICOM."""

from dicomwright.generator.docbook.content import Block, Reference, VariableList
from dicomwright.generator.docbook.reader import Book, Division, read_book
from dicomwright.generator.docbook.tables import Cell, Row, Table

__all__ = ["Block", "Book", "Cell", "Division", "Reference", "Row", "Table", "VariableList", "read_book"]
