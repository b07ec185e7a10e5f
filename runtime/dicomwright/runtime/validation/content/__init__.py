"""Content trees of documents, judged by the templates of PS3.16: items are matched to rows, and compared with them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.validation.content.judging import matched_as as matched_as
    from dicomwright.runtime.validation.content.judging import matched_rows as matched_rows
    from dicomwright.runtime.validation.content.judging import template_findings as template_findings
else:  # loaded for documents alone
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__, dict.fromkeys(("matched_as", "matched_rows", "template_findings"), "judging")
    )
