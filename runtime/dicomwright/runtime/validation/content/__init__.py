"""Content trees of documents, judged by the templates of PS3.16: items are matched to rows, and compared with them."""

from dicomwright.runtime.validation.content.judging import template_findings

__all__ = ["template_findings"]
