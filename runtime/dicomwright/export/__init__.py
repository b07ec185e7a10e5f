"""IODs for programs of other languages: JSON Schema and TypeScript of their DICOM JSON Model, from a snapshot.

An application above the generator, which writes both; nothing is fetched, and nothing generated is imported.
"""
