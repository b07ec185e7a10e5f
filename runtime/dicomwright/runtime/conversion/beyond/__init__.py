"""What is beyond the class of an object: private attributes, other attributes of the standard, and how they are seen.

Imports the rest of conversion.
"""
