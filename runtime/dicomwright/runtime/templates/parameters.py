"""Parameters of templates: what rows name by them, and what includes give on.

They are resolved when a tree is judged or built, not when code is generated: TID 300 is included some hundred times,
each time with other parameters, so that a tree with all includes spelled out would be many times as large, and endless
where templates include themselves. An invocation is a template and its bindings; both are small and hashable, so that
what is worked out for one can be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwright.runtime.templates.terms import Parameter

if TYPE_CHECKING:
    from dicomwright.runtime.templates.rows import Row, Template
    from dicomwright.runtime.templates.terms import Terms

Bindings = tuple[tuple[str, "Terms"], ...]
"""What the parameters of a template stand for, sorted by name; one that is not there limits nothing."""


class Invocation(NamedTuple):
    """A template with what its parameters stand for."""

    template: type[Template]
    bindings: Bindings = ()


def resolved(terms: Terms, bindings: Bindings) -> Terms | None:
    """Return terms with parameters replaced; None where one stands for nothing, so that everything is allowed."""
    if not any(isinstance(term, Parameter) for term in terms):
        return terms
    given = dict(bindings)
    found: Terms = ()
    for term in terms:
        if isinstance(term, Parameter):
            if term.name not in given:
                return None
            found += given[term.name]
        else:
            found += (term,)
    return found


def passed_on(row: Row, bindings: Bindings) -> Bindings:
    """Return what an include gives to its template; a parameter that is given one without a value has none."""
    given = ((name, resolved(terms, bindings)) for name, terms in row.parameters.items())
    return tuple(sorted((name, terms) for name, terms in given if terms is not None))
