"""Waveforms: samples in their units, such as millivolts, as the groups of channels that objects have, and back.

Stands above the runtime, which knows nothing of it. By module, not by IOD: whatever has the Waveform module, an ECG
as well as a pulse, takes the items that `multiplex` makes.
"""

from dicomwright.waveforms.groups import array_of, multiplex

__all__ = ["array_of", "multiplex"]
