"""Look things up in the standard, in the words that people use: ``search("pixel spaceing")``.

What is searched is what is installed: attributes with their tags and values, UIDs, IODs, modules, macros, sections,
context groups, templates and codes, those of SNOMED RT among them. The likeliest comes first.
"""

from dicomwright.lookup.searching import Hit, search

__all__ = ["Hit", "search"]
