"""A marked condition -> an expression, by recursive descent: condition, operand, clause, subject, predicate.

    condition := operand (joint operand)*          joints: ", or" binds loosest, then ", and", "or", "and"
    operand   := "either" condition ["but not both"] | "one of the following is present:" subjects | clause | external
    clause    := [quantifier] subject (joint subject)* predicate | predicate of the subject before
    external  := words that name no attribute, up to a joint or the end

A text that does not fit is refused as a whole (`None`): nothing is made of half a sentence.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.expressions import Call, all_of, any_of, not_
from dicomwright.generator.conditions.names import Named
from dicomwright.generator.conditions.predicates import PREDICATES, Subject, values_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.conditions.marking import Marked
    from dicomwright.generator.conditions.predicates import Predicate

NUMERIC_VRS: Final = frozenset({"DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV"})

_JOINT: Final = re.compile(
    r"(?P<comma>\s*[,;])?\s*\b(?P<word>and/or|and|or|but)\b(?! not both)(?P<again>,? (?:if|when)\b)?\s*"
    r"|(?P<bare>\s*,\s*)(?:(?:if|when)\s+)?"
)
_EITHER: Final = re.compile(r"either (?:if )?")
_NOT_BOTH: Final = re.compile(r",? but not both")
_QUANTIFIER: Final = re.compile(
    r"(?P<either>either (?:one )?(?:of )?|at least one of (?:the Attributes )?|one or more of |any of |one of )|"
    r"(?P<neither>neither (?:of )?|none of )|(?P<both>both |(?:all|each) of (?!.* not ))"
)
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
# The parts of a subject: "the third value of A in any Item of S in the X Module".
_DETERMINER: Final = r"(?:for )?(?:the |an? |any |one |this |whose |there (?:is|exists) an? )?"
_COUNT: Final = r"(?:(?P<count>number) of Items (?:in|of) )?"
_VALUE_OF: Final = (
    r"(?:(?:[Vv]alue (?P<before>\d+)|(?P<ordinal>first|second|third|fourth) [Vv]alue|(?:any |a )?[Vv]alues?)"
    r" (?:(?:of|for|in) )?)?"
)
_NAME: Final = (
    r"(?:the |any |an? )?(?:Attribute )?@(?P<mark>\d+)(?: (?:Attribute|sequence))?(?: Item(?= value is %))?"
)
_VALUE: Final = r"(?:,? [Vv]alue (?P<after>\d+)(?![\w.])| [Vv]alues?(?= (?:is|are|has|equals|other)))?"
_FRAME: Final = r"(?:,? of this [Ff]rame)?"
_INSIDE_OF: Final = (
    r"(?P<inside>(?: (?:in|of|within|inside) (?:any |an |the |one )?(?:Items? (?:of|in) )?"
    r"(?:the |this |any )?@\d+(?: Items?)?)*)"
)
_WORD: Final = r"(?:[A-Z][\w/-]*|[Ii]mage|\$\d+)"
_PLACE: Final = (
    rf"(?: in this Module| (?:in|of) the {_WORD}(?: {_WORD})*? (?:Module|Macro)(?! or the)|"
    r" (?:of|in) (?:this|the current) (?:[A-Z][\w-]* |\$\d+ )*Instance|"
    r" of the \$\d+ Instance including this Module)?"
)
_SUBJECT: Final = re.compile(
    _DETERMINER + _COUNT + _VALUE_OF + _NAME + _VALUE + _FRAME + _INSIDE_OF + _PLACE + r"(?![\w-])"
)
_PAIR: Final = re.compile(r"the pair of @(\d+) and @(\d+)")
_AGAIN: Final = re.compile(r"(?:(?:the |its )?[Vv]alue (?:(?P<number>\d+) )?(?=is|equals|has))?")
_INSIDE: Final = re.compile(r"@(\d+)")
_LISTED: Final = re.compile(
    r"(?:,? (?P<word>or|and|nor|and/or)(?: if)? |, )(?=(?:the |an? )?(?:any |pair of )?(?:[Vv]alue (?:\d+ )?of )?@)"
)
_POINTS: Final = re.compile(
    r"(?:points to|(?:includes|contains) the Tag for|equals) (?:the )?@(\d+)(?=$|,| and\b| or\b)"
)
_FIRST: Final = re.compile(
    r"(?:for )?(?:the )?(?:first (?:Item|Control Point)|Control Point (?P<index>\$\d+)) (?:of|in) @(\d+)"
)
_CHANGES: Final = re.compile(
    r"(?:any [Vv]alue of )?(?:the )?@\d+(?: or @\d+)? changes during (?:the )?[Bb]eam(?: administration)?"
)
_OR_CLAUSE: Final = re.compile(r"\b(?:is|are|was|were|has|have)\b.*\bor\b.*\b(?:is|are|was|were|has|have)\b")
_MODULE: Final = r"(?:the )?(?P<name>(?:[A-Z$][\w/()-]*)(?: (?:[A-Z$][\w/()-]*|of))*) Module"
_PHRASES: Final[tuple[tuple[re.Pattern[str], Callable[[str], Call]], ...]] = (
    (
        re.compile(
            r"(?:an? )?(?:extended|expanded) or replacement character set is used(?: in one of the Keys)?"
        ),
        lambda _: Call("extended_characters"),
    ),
    (
        re.compile(rf"{_MODULE} (?:is (?:present|included)|exists)"),
        lambda name: Call("module_present", (name,)),
    ),
    (
        re.compile(rf"{_MODULE} is (?:not present|absent)"),
        lambda name: not_(Call("module_present", (name,))),
    ),
)
_REST: Final = re.compile(
    r"\S+|\$\d+ [a-z]+|(?:at least|at most|no more than|no less than) \$\d+.*"
)  # after "or": no fact, but what is left of a predicate
# What is left of a comparison or an exception that was not read, and words that bind more than one clause.
_PART_OF_MORE: Final = re.compile(
    r"^(?:more|greater|larger|higher|above|less|fewer|lower|smaller|below|equal|empty|absent|else)\b(?! than one\b)|"
    r"^(?:any|one|none|all|each|at least one|one or more|either|both) of the following\b|"
    r"\b(?:otherwise|unless|except|neither|nor|respectively|vice versa)\b|[\u2022\u00b6]"
)
# What is said of things outside of the data set: what a concept needs, what a request named, what another level holds.
_LEVEL: Final = r"(?:Patient|Study|Series|Instance)"
_OUTSIDE: Final[tuple[re.Pattern[str], ...]] = (
    re.compile(r"the value that @\d+ requires(?: \(implies\))? is [^@$%&,;]+$"),
    re.compile(
        r"(?:@\d+(?:, and |,? or | and |, ))*@\d+ (?:do|does) not (?:fully |completely |adequately )?describe "
        r"(?:the )?[^@$%&,;]+ (?:specified|identified|defined) (?:by|in) @\d+"
    ),
    re.compile(r"(?:an? |the )?[a-z](?:(?!\b(?:and|or|but)\b)[^@$%&,;])* using the @\d+ [Aa]ttribute"),
    re.compile(
        rf"@\d+(?: [Aa]ttribute)? at (?:the )?{_LEVEL}(?: or {_LEVEL})? level "
        r"(?:does not have|has|is|is not|equals) (?:the |a )?(?:[Vv]alue )?(?:of )?\$\d+"
    ),
    re.compile(r"@\d+ for the @\d+ defined in the @\d+ is %\d+(?:(?:,? or|,) %\d+)*"),
)
_FOLLOWING: Final = re.compile(
    r"(?:(?P<any>(?:any|at least one|one or more|one|either) of)|(?P<all>(?:all|each|both)(?: of)?)|(?P<none>none of)) "
    r"the following(?: Attributes| Sequences)? (?P<says>(?:is|are|has|have) [^@:]+): "
)
_IN_ITEMS: Final = re.compile(
    r"(?:the )?@(?P<mark>\d+) is (?P<no>not )?present in (?:an|any) Item (?:of|in)"
    r"(?P<inside> (?:the )?@\d+(?:(?:,? or|,) (?:the )?@\d+)*)"
)
_CONDITIONS_IN: Final = re.compile(r"the conditions in &(\d+) are satisfied")
# A predicate without a subject of its own.
_PREDICATE_ONLY: Final = re.compile(
    r"(?:is|are|has|have|equals?|does|do|not|contains?|includes?|with)\b|(?:the|its) [Vv]alue is\b"
)
# Names of sequences that texts use for more than one sequence.
SPOKEN_OF: Final = {"ControlPointSequence": ("ControlPointSequence", "IonControlPointSequence")}


class NotUnderstoodError(Exception):
    """A text that the grammar does not read."""


@dataclass
class _Sequence:
    """Operands and the joints between them."""

    operands: list[Call] = field(default_factory=list[Call])
    joints: list[str] = field(default_factory=list[str])
    elliptic: list[bool] = field(default_factory=list[bool])  # the operand speaks of the subject before it


@dataclass
class Grammar:
    """Reads one marked text from a position on."""

    marked: Marked
    subjects: tuple[Subject, ...] = ()
    distribute: str = "and"

    def condition(self, text: str) -> Call:
        """Read the whole text as a condition.

        Raises:
            NotUnderstoodError: some of it does not fit.

        """
        text = text.strip(" .;:,")
        found = self._sequence(text, 0, _Sequence())
        if found is None or not text:
            raise NotUnderstoodError(text)
        return found

    # -- operands and joints

    def _sequence(self, text: str, position: int, so_far: _Sequence) -> Call | None:
        """Read operands to the end, going back where a choice leads nowhere."""
        before = self.subjects
        last = so_far.operands[-1].name if so_far.operands else ""
        joined = so_far.joints[-1] if so_far.joints else ""
        ways = self._operands(text, position, after_external=last == "external", joint=joined)
        for operand, end, subjects in ways:
            self.subjects = subjects
            sequence = _Sequence(
                [*so_far.operands, operand],
                list(so_far.joints),
                [*so_far.elliptic, _PREDICATE_ONLY.match(text, position) is not None],
            )
            if end == len(text):
                if (folded := _fold(sequence)) is not None:
                    return folded
                continue
            joint = _JOINT.match(text, end)
            if joint is None or joint.end() == end:
                continue
            sequence.joints.append(_joint(joint))
            if (whole := self._sequence(text, joint.end(), sequence)) is not None:
                return whole
        self.subjects = before
        return None

    def _operands(
        self, text: str, position: int, *, after_external: bool, joint: str
    ) -> list[tuple[Call, int, tuple[Subject, ...]]]:
        """Every way to read an operand at a position: what it means, where it ends, of what it speaks."""
        before = self.subjects
        found: list[tuple[Call, int, tuple[Subject, ...]]] = []
        for read in (
            self._phrase,
            self._outside,
            self._listed,
            self._in_items,
            self._first_item,
            self._changes,
            self._either,
            self._clause,
        ):
            self.subjects = before
            if (operand := read(text, position)) is not None:
                found.append((*operand, self.subjects))
        if not after_external:
            found += [(*operand, ()) for operand in self._externals(text, position, joint)]
        self.subjects = before
        return found

    def _either(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read "either A or B [but not both]", where A and B are clauses."""
        start = _EITHER.match(text, position)
        if start is None:
            return None
        parts: list[Call] = []
        end = start.end()
        while (clause := self._clause(text, end)) is not None:
            parts.append(clause[0])
            end = clause[1]
            joint = _JOINT.match(text, end)
            if joint is None or joint["word"] != "or":
                break
            end = joint.end()
        if len(parts) < 2:  # noqa: PLR2004 - "either" speaks of two
            return None
        return _exclusive(text, end, tuple(parts))

    def _phrase(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read words that speak of the data set without naming an attribute."""
        for words, build in _PHRASES:
            found = words.match(text, position)
            if found is not None and _ends_well(text, found.end()):
                return build(self.marked.written(found["name"])) if "name" in words.groupindex else build(
                    ""
                ), found.end()
        return self._changed_control_point(text, position)

    def _outside(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read what is said by way of an attribute about something that is not in the data set."""
        for words in _OUTSIDE:
            found = words.match(text, position)
            if found is not None and _ends_well(text, found.end()):
                return self._external(found[0]), found.end()
        return None

    def _listed(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read "at least one of the following is present: A, B, or C", where nothing follows."""
        found = _FOLLOWING.match(text, position)
        if found is None:
            return None
        subjects, word, end = self._subject_list(text, found.end())
        wanted = "and" if found["all"] else "or"
        if end != len(text) or len(subjects) < 2 or word not in ("", wanted):  # noqa: PLR2004 - a list
            return None
        said = self._said(found["says"], 0, subjects)
        if said is None or said[1] != len(found["says"]) or (found["all"] and "not" in found["says"]):
            return None
        parts = said[0]
        if found["none"]:
            return all_of(map(not_, parts)), end
        return (all_of(parts) if found["all"] else any_of(parts)), end

    def _in_items(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read "A is [not] present in an Item of S or T"."""
        found = _IN_ITEMS.match(text, position)
        if found is None or not _ends_well(text, found.end()):
            return None
        sequences = [self._attribute(int(mark)) for mark in _INSIDE.findall(found["inside"])]
        if any(sequence.vr != "SQ" for sequence in sequences):
            return None
        inner = Call("present", (self._attribute(int(found["mark"])).keyword,))
        somewhere = any_of(Call("any_item", (sequence.keyword, inner)) for sequence in sequences)
        if not found["no"]:
            return somewhere, found.end()
        parts = somewhere.arguments if somewhere.name == "any_of" else (somewhere,)
        return all_of(not_(part) for part in parts if isinstance(part, Call)), found.end()

    def _changed_control_point(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read a reference to C.36.2.2.5.1.1: at control point 1, and where a value changes."""
        found = _CONDITIONS_IN.match(text, position)
        if found is None or self.marked.marks[int(found[1])] != "sect_C.36.2.2.5.1.1":
            return None
        first = Call("equals", ("RTControlPointIndex", 1))
        return any_of((first, self._external(found[0]))), found.end()

    def _first_item(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read "for the first Item of S", "for Control Point 0 of S"."""
        found = _FIRST.match(text, position)
        if found is None or (found["index"] and self.marked.marks[int(found["index"][1:])] != 0):
            return None
        sequence = self._attribute(int(found[2])).keyword
        return Call("first_item", SPOKEN_OF.get(sequence, (sequence,))), found.end()

    def _changes(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read "A changes during the beam": what other control points are to say is not in this one."""
        found = _CHANGES.match(text, position)
        return (self._external(found[0]), found.end()) if found and _ends_well(text, found.end()) else None

    def _externals(self, text: str, position: int, joint: str) -> list[tuple[Call, int]]:
        """Words that name no attribute, longest first, up to a joint or the end."""
        ends = [
            len(text),
            *(found.start() for found in _JOINT.finditer(text, position) if found.start() > position),
        ]
        found: list[tuple[Call, int]] = []
        for end in sorted(ends, reverse=True):
            words = text[position:end].strip()
            if (
                _is_whole(words, joint)
                and not _names_data(words)
                and not _is_ambiguous(words, text, end, joint)
            ):
                found.append((self._external(words), end))
        return found

    def _external(self, words: str) -> Call:
        written = self.marked.written(words).strip(" .;:,").casefold()
        return Call("external", (hashlib.sha256(written.encode()).hexdigest()[:8],))

    # -- clauses

    def _clause(self, text: str, position: int) -> tuple[Call, int] | None:
        quantifier = _QUANTIFIER.match(text, position)
        start = quantifier.end() if quantifier else position
        subjects, word, end = self._subject_list(text, start)
        if subjects:
            kind = quantifier.lastgroup or "" if quantifier else ""
            said = self._predicate(text, end, subjects, _distribution(kind, word), neither=kind == "neither")
            if said is not None:
                self.subjects, self.distribute = subjects, _distribution(kind, word)
                return (
                    _exclusive(text, said[1], said[2]) if kind == "either" and len(subjects) > 1 else said[:2]
                )
            return None
        if self.subjects and quantifier is None:
            return self._elliptic(text, position)
        return None

    def _elliptic(self, text: str, position: int) -> tuple[Call, int] | None:
        """Read a predicate that speaks of the subject before it, or of another value of it."""
        again = _AGAIN.match(text, position)
        subjects = self.subjects
        if again is not None and again["number"]:
            subjects = tuple(replace(subject, value=int(again["number"])) for subject in subjects)
        said = self._predicate(
            text, again.end() if again else position, subjects, self.distribute, neither=False
        )
        return said[:2] if said else None

    def _subject_list(self, text: str, position: int) -> tuple[tuple[Subject, ...], str, int]:
        """Read subjects, the word that joins them, and where they end."""
        subjects: list[Subject] = []
        word = ""
        end = position
        while (found := _PAIR.match(text, end) or _SUBJECT.match(text, end)) is not None:
            subjects.append(self._pair(found) if found.re is _PAIR else self._subject(found))
            end = found.end()
            joint = _LISTED.match(text, end)
            if joint is None:
                break
            word = joint["word"] or word
            end = joint.end()
        if subjects and end < len(text) and text[end] == " ":
            end += 1
        return tuple(subjects), word, end

    def _pair(self, found: re.Match[str]) -> Subject:
        first, second = (self._attribute(int(mark)) for mark in found.groups())
        return Subject(first, pair=second.keyword)

    def _subject(self, found: re.Match[str]) -> Subject:
        number = found["before"] or found["after"]
        value = int(number) if number else _ORDINALS.get(found["ordinal"] or "")
        inside = [self._attribute(int(mark)) for mark in _INSIDE.findall(found["inside"])]
        if any(sequence.vr != "SQ" for sequence in inside):
            raise NotUnderstoodError(found[0])
        return Subject(
            self._attribute(int(found["mark"])),
            value=value,
            count=found["count"] is not None,
            inside=tuple(sequence.keyword for sequence in reversed(inside)),
        )

    def _attribute(self, number: int) -> Named:
        meant = self.marked.marks[number]
        if not isinstance(meant, Named):
            raise NotUnderstoodError(str(number))
        return meant

    def _predicate(
        self, text: str, position: int, subjects: tuple[Subject, ...], distribute: str, *, neither: bool
    ) -> tuple[Call, int, tuple[Call, ...]] | None:
        """Read what is said of the subjects: one expression, its end, and the parts for each subject."""
        read = self._points_to(text, position, subjects) or self._said(text, position, subjects)
        if read is None:
            return None
        parts, end = read
        if neither:
            return all_of(map(not_, parts)), end, parts
        return (all_of(parts) if distribute == "and" else any_of(parts)), end, parts

    def _said(
        self, text: str, position: int, subjects: tuple[Subject, ...]
    ) -> tuple[tuple[Call, ...], int] | None:
        for predicate in PREDICATES:
            if not all(_suits(predicate, subject) for subject in subjects):
                continue
            found = predicate.words.match(text, position)
            if found is not None and _ends_well(text, found.end()):
                taken = (*values_of(found, self.marked), *predicate.extra)
                if predicate.on == "numbers" and any(isinstance(value, str) for value in taken):
                    return None
                return tuple(_build(predicate, subject, taken) for subject in subjects), found.end()
        return None

    def _points_to(
        self, text: str, position: int, subjects: tuple[Subject, ...]
    ) -> tuple[tuple[Call, ...], int] | None:
        """Read a value that is itself an attribute: a pointer (VR AT)."""
        found = _POINTS.match(text, position)
        if found is None or any(subject.attribute.vr != "AT" for subject in subjects):
            return None
        tag = self._attribute(int(found[1])).tag
        if "x" in tag:
            return None
        target = self._attribute(int(found[1])).keyword
        calls = (
            Call("points_to", (subject.attribute.keyword, target), subject.value) for subject in subjects
        )
        return tuple(
            subject.wrapped(call) for subject, call in zip(subjects, calls, strict=True)
        ), found.end()


def _build(predicate: Predicate, subject: Subject, taken: tuple[str | int | float, ...]) -> Call:
    if predicate.on == "values" and subject.attribute.vr not in NUMERIC_VRS:
        taken = tuple(str(value) for value in taken)
    return subject.wrapped(predicate.build(replace(subject, inside=()), taken))


def _suits(predicate: Predicate, subject: Subject) -> bool:
    if subject.pair:
        return predicate.on == "presence"
    if subject.count:
        return predicate.on == "count"
    is_sequence = subject.attribute.vr == "SQ"
    if predicate.on == "numbers":
        return subject.attribute.vr in NUMERIC_VRS
    return predicate.on in ("", "presence", "items" if is_sequence else "values")


def _ends_well(text: str, end: int) -> bool:
    """Whether a clause may end here: at the end, or before a joint."""
    rest = text[end:]
    return not rest or _JOINT.match(rest) is not None or _NOT_BOTH.match(rest) is not None


def _distribution(kind: str, word: str) -> str:
    if kind == "either":
        return "or"
    return "or" if word in ("or", "and/or") and kind != "neither" else "and"


def _exclusive(text: str, end: int, parts: tuple[Call, ...]) -> tuple[Call, int]:
    found = _NOT_BOTH.match(text, end)
    if found is not None:
        return Call("exactly_one_of", parts), found.end()
    return any_of(parts), end


def _is_whole(words: str, joint: str) -> bool:
    """Whether words may be a fact of their own: not what is left of a comparison, an exception or a list."""
    is_rest = joint and _REST.fullmatch(words)
    return bool(words) and not is_rest and _PART_OF_MORE.search(words) is None


def _names_data(words: str) -> bool:
    """Whether words name an attribute or what a phrase reads: they are about the data set, and must be read."""
    return "@" in words or any(pattern.search(words) for pattern, _ in _PHRASES)


def _is_ambiguous(words: str, text: str, end: int, before: str) -> bool:
    """Whether an "or" inside the words might part them from what an "and" joins them with."""
    if before in ("and", ",and") and _OR_CLAUSE.search(words):
        return True
    joint = _JOINT.match(text, end)
    if joint is None or joint["comma"] or joint["again"] or joint["word"] not in ("and", "but"):
        return False
    return re.search(r"\bor\b", words) is not None


def _joint(found: re.Match[str]) -> str:
    """Name a joint: its word, with a comma before it where the text has one or starts a clause anew."""
    if found["bare"]:
        return ","
    word = "or" if found["word"] in ("or", "and/or") else "and"
    return f",{word}" if found["comma"] or found["again"] else word


def _fold(sequence: _Sequence) -> Call | None:
    joints = list(sequence.joints)
    for index in range(len(joints) - 1, -1, -1):
        if joints[index] == ",":
            if index + 1 >= len(joints):
                return None
            joints[index] = joints[index + 1]
    return _split(*_with_ellipses(sequence.operands, joints, sequence.elliptic))


def _with_ellipses(
    operands: list[Call], joints: list[str], elliptic: list[bool]
) -> tuple[list[Call], list[str]]:
    """Join predicates without a subject to the clause whose subject they speak of: they bind tightest."""
    groups: list[Call] = []
    between: list[str] = []
    start = 0
    for index in range(1, len(operands) + 1):
        if index == len(operands) or not elliptic[index]:
            groups.append(_split(operands[start:index], joints[start : index - 1]))
            between += joints[index - 1 : index]
            start = index
    return groups, between


_LEVELS: Final = (",or", ",and", "or", "and")
# "for the first item, or if A changes, and if B": what follows the comma limits the first item, too.
_LEVELS_AFTER_FIRST_ITEM: Final = (",and", ",or", "or", "and")


def _split(operands: list[Call], joints: list[str]) -> Call:
    """Split at the loosest joint, and the groups at the next."""
    levels = _LEVELS_AFTER_FIRST_ITEM if operands[0].name == "first_item" else _LEVELS
    level = next((level for level in levels if level in joints), None)
    if level is None:
        return operands[0]
    groups: list[Call] = []
    start = 0
    for index, joint in enumerate([*joints, level]):
        if joint == level:
            groups.append(_split(operands[start : index + 1], joints[start:index]))
            start = index + 1
    return any_of(groups) if level.endswith("or") else all_of(groups)
