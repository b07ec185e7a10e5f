"""Data sets as they are in a file: read, written, and made of pydicom's; nothing is decoded before it is asked for.

Imports values and vocabulary.
"""
