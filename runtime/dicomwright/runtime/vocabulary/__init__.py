"""Words of the standard: data elements, tags, UIDs, codes and character sets, and where an edition's tables are.

Imports the ground alone.
"""
