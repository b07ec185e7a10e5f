"""Regions of images that are blanked, by rules for devices: where a device is known to write names and dates.

Stands below all else of the package, and knows of no data set.
"""

from dicomwright.deidentify.regions.reading import BadRules, read_rules
from dicomwright.deidentify.regions.rules import DeviceRule, Rectangle

__all__ = ["BadRules", "DeviceRule", "Rectangle", "read_rules"]
