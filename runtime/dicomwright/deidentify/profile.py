"""What is asked for: the basic profile, which of its options, and what becomes of what no profile can clean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, cast

if TYPE_CHECKING:
    from dicomwright.deidentify.regions import DeviceRule
    from dicomwright.runtime.vocabulary.confidentiality import Option

BASIC: Final = ("113100", "Basic Application Confidentiality Profile")
# What an option is called in CID 7050, whose codes De-identification Method Code Sequence has.
CODES: Final[dict[str, tuple[str, str]]] = {
    "clean_graphics": ("113103", "Clean Graphics Option"),
    "clean_structured_content": ("113104", "Clean Structured Content Option"),
    "clean_descriptors": ("113105", "Clean Descriptors Option"),
    "retain_longitudinal_full_dates": (
        "113106",
        "Retain Longitudinal Temporal Information Full Dates Option",
    ),
    "retain_longitudinal_modified_dates": (
        "113107",
        "Retain Longitudinal Temporal Information Modified Dates Option",
    ),
    "retain_patient_characteristics": ("113108", "Retain Patient Characteristics Option"),
    "retain_device_identity": ("113109", "Retain Device Identity Option"),
    "retain_uids": ("113110", "Retain UIDs Option"),
    "retain_safe_private": ("113111", "Retain Safe Private Option"),
    "retain_institution_identity": ("113112", "Retain Institution Identity Option"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The basic profile with options, by the names that they have in PS3.15 E.3.

    What follows the options is about what nobody cleans. Pixels that may show text, `burned_in`, are refused, listed
    for a human eye, or, of ultrasound, blanked outside of its regions; those that a rule in `regions` fits are blanked
    in any case. Burned In Annotation is believed where it says NO, unless `trusts_burned_in_no` is false. An object
    with an encapsulated document is refused; or the document has a dummy in its place, as the profile says; or it is
    kept, and listed. Where ages are kept, those above 89 years are 90, unless `ages_above_89` are to be kept, too.
    """

    retain_safe_private: bool = False
    retain_uids: bool = False
    retain_device_identity: bool = False
    retain_institution_identity: bool = False
    retain_patient_characteristics: bool = False
    retain_longitudinal_full_dates: bool = False
    retain_longitudinal_modified_dates: bool = False
    clean_descriptors: bool = False
    clean_structured_content: bool = False
    clean_graphics: bool = False
    burned_in: Literal["refuse", "list", "blank"] = "refuse"
    regions: tuple[DeviceRule, ...] = ()
    trusts_burned_in_no: bool = True
    documents: Literal["refuse", "dummy", "keep"] = "refuse"
    ages_above_89: Literal["cap", "keep"] = "cap"
    options: frozenset[Option] = field(init=False, repr=False, compare=False)
    """The options that are asked for."""

    def __post_init__(self) -> None:
        """Check that the options do not exclude each other, and collect them. Raises ValueError."""
        if self.retain_longitudinal_full_dates and self.retain_longitudinal_modified_dates:
            raise ValueError(
                "dates are either kept or modified: the two options exclude each other (PS3.15 E.3.6)"
            )
        options = frozenset(cast("Option", name) for name in CODES if getattr(self, name))
        object.__setattr__(self, "options", options)  # it is frozen

    @property
    def dates(self) -> str:
        """What Longitudinal Temporal Information Modified (0028,0303) says."""
        if self.retain_longitudinal_full_dates:
            return "UNMODIFIED"
        return "MODIFIED" if self.retain_longitudinal_modified_dates else "REMOVED"

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """The codes of profile and options, of scheme DCM, with their meanings."""
        return (BASIC, *(code for option, code in CODES.items() if option in self.options))
