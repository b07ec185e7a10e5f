"""De-identification by the confidentiality profile of PS3.15 annex E, which leaves objects as valid as they were.

Stands above the runtime, which knows nothing of it, and reaches generated code through the runtime's registry. What an
action such as "X/Z/D" comes to is decided by the Type that an attribute has in its IOD, at its place.
"""

from dicomwright.deidentify.engine import Deidentifier, deidentify
from dicomwright.deidentify.profile import Profile
from dicomwright.deidentify.record import Record, Refused
from dicomwright.deidentify.residue import residue

__all__ = ["Deidentifier", "Profile", "Record", "Refused", "deidentify", "residue"]
