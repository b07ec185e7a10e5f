"""Values: rules by VR, how they are written, and how they stand in a file.

Imports vocabulary.
"""
