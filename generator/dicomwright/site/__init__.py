"""The standard as a static site: a page for each thing that the snapshots of editions know, with search in the page.

An application above the generator's model, the comparison of editions and the words of the runtime; nothing imports
it but the command, when it browses. What it says are facts of the snapshots and their conditions in words.
"""

from dicomwright.site.building import build

__all__ = ["build"]
