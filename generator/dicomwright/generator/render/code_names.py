"""Names of codes: keywords from code meanings, as pydicom's users know them, and unique ones in a class."""

from __future__ import annotations

import keyword
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import ModelError
from dicomwright.generator.render.unit_names import UNIT_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from dicomwright.generator.facts import Code

# Names that Enum, NamedTuple, pydicom's Code or the bases of the runtime use themselves.
RESERVED: Final = frozenset(
    {
        *("value", "scheme_designator", "meaning", "scheme_version", "name", "names", "values"),
        *("count", "index", "mro", "designator", "uid", "search"),
    }
)

# What a meaning is rewritten to before it is cut into words, in this order.
_REWRITES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\u2122", ""),  # trade mark
        (r"\u2212", " Minus "),
        (r"['\u2019]s\b", ""),  # Meyer's loop -> Meyer loop
        (r"\(s\)", "s"),  # finding(s) -> findings
        (r"\+ve\b", " Positive "),
        (r"-ve\b", " Negative "),
        (r"%", " Percent "),
        (r">", " Greater Than "),
        (r"<", " Lesser Than "),
        (r"=", " Equals "),
        (r"\+(?=\d+$)", " Plus "),  # AP+45
        (r"(?<=^AP)-(?=\d+$)", " Minus "),  # AP-45
        (r"(?<=\b[A-Z]\d)\*", " Star "),  # T2*
        (r"(?<=\s)([\d.]+)-([\d.]+)(?=\s)", r"\1 To \2"),  # 3-5 points
        (r"(\d\.\d+)-(\d+\.\d)", r"\1 To \2"),
        (r"(\d)\.(?=\d)", r"\1 Point "),
        (r"(\d)y\b", r"\1 Years"),
        (r"(\d)(?=days?\b)", r"\1 "),
    )
)
# Letters that have no decomposition to ASCII.
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ß": "ss", "œ": "oe", "µ": "u", "μ": "u"}
)
_WORD: Final = re.compile(r"[A-Za-z0-9]+")


def code_keyword(code: Code) -> str:
    """Name a code by its meaning: "Fontanel of skull" -> FontanelOfSkull; a unit of UCUM by its unit."""
    named = UNIT_NAMES.get(code.value) if code.scheme == "UCUM" else None
    return _identifier(named or meaning_keyword(code.meaning) or scheme_name(code.scheme + code.value))


@cache  # context groups share their codes
def meaning_keyword(meaning: str) -> str:
    """CamelCase of a meaning, in ASCII; words in capitals stay so ("AP" is AP, "mmHg" is Mmhg)."""
    for pattern, text in _REWRITES:
        meaning = pattern.sub(text, meaning)
    words = _WORD.findall(_ascii(meaning))
    return "".join(_camel(words))


def scheme_name(designator: str) -> str:
    """Class of a coding scheme, its designator: SCT, NCIt, PUBCHEM_CID, N99SDM."""
    return _identifier(re.sub(r"\W+", "_", designator, flags=re.ASCII).strip("_"))


def unique_names(codes: Sequence[Code], *, retired: Collection[str] = ()) -> dict[str, Code]:
    """Name the codes of one class.

    A keyword that several codes claim belongs to none of them: which one comes first may change with an
    edition, and a name must not change what it means. Each gets its scheme appended
    (`ArcuateFasciculus_NEU`), or its value when another code of its scheme claims the keyword, too
    (`MedialLateral_399260004`). Only codes whose value is in `retired` leave it to the one that is not.

    Raises:
        ModelError: two codes would have one name after all that.

    """
    claims: dict[str, list[Code]] = {}
    for code in codes:
        claims.setdefault(code_keyword(code), []).append(code)
    named: dict[str, Code] = {}
    for code in codes:
        name = _name(code, claims[code_keyword(code)], retired)
        other = named.setdefault(name, code)
        if other is not code:
            raise ModelError(
                f"codes {_shown(other)} and {_shown(code)} of one class would both be called {name}"
            )
    return named


def _shown(code: Code) -> str:
    return f"({code.value}, {code.scheme})"


def _name(code: Code, rivals: list[Code], retired: Collection[str]) -> str:
    """Name a code among all that claim its keyword."""
    name = code_keyword(code)
    current = [rival for rival in rivals if rival.value not in retired]
    if len(rivals) == 1 or current == [code]:
        return name
    if code not in current and len(rivals) == len(current) + 1:
        return f"{name}_Retired"
    if [rival.scheme for rival in rivals].count(code.scheme) == 1:
        return f"{name}_{scheme_name(code.scheme)}"
    return f"{name}_{'_'.join(_WORD.findall(code.value))}"


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _camel(words: list[str]) -> Iterator[str]:
    """Capitalize words; units of measurement after a number stay small: 10cm, 20ms."""
    before = ""
    for word in words:
        unit = before[-1:].isdigit() and word in {"mm", "cm", "ms", "kg"}
        yield word if unit or word.isupper() else word.capitalize()
        before = word


def _identifier(name: str) -> str:
    """Make a name that Python takes and that no class uses: N6Hydroxydopamine, None_."""
    if name[:1].isdigit():
        name = f"N{name}"
    return f"{name}_" if keyword.iskeyword(name) or name in RESERVED else name
