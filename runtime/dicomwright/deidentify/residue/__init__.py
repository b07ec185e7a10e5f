"""Residue: what an object that is said to be de-identified still has of what the profile forbids; never a value."""

from dicomwright.deidentify.residue.checking import residue
from dicomwright.deidentify.residue.said import CODES

__all__ = ["CODES", "residue"]
