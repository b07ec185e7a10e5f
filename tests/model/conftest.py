"""What tests of the model share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from model.books import BOOK

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.docbook import read_book
from dicomwright.generator.model.build import build_edition

if TYPE_CHECKING:
    from pathlib import Path

    from model.books import Read

    from dicomwright.generator.facts import Edition


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a book of part 3 with these modules and IODs; rows that are not accounted for are an error."""

    def read_part(*modules: str, iods: str = "") -> tuple[Edition, Accounting]:
        path = tmp_path / "part03.xml"
        path.write_text(BOOK.format(iods=iods, modules="".join(modules)), encoding="utf-8")
        accounting = Accounting()
        return build_edition({3: read_book(path)}, accounting), accounting

    return read_part
