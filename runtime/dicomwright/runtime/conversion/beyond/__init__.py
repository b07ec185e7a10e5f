"""What is beyond the class of an object: private attributes, and others of the standard.

Imports the rest of conversion.
"""
