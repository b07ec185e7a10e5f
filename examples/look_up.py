"""Look up what the standard says of a module and an IOD: ``python examples/look_up.py``.

The command does it, too: `dicomwright show GeneralSeries`.
"""

from dicomwright.iods import CTImage
from dicomwright.modules import GeneralSeries

print(GeneralSeries.name_, GeneralSeries.section_, GeneralSeries.address_)
for keyword, attribute in list(GeneralSeries.attributes().items())[:5]:
    print(f"{keyword}: VR {attribute.vr}, VM {attribute.vm}, type {attribute.type}")
for used in CTImage.modules:
    if used.module is GeneralSeries:
        print(f"{CTImage.name_}: {used.module.name_} is {used.usage}, of the {used.ie}")
