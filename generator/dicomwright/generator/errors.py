"""Errors of the generator: each names the place (file, table, row) and what to do."""


class GeneratorError(Exception):
    """Base of every error that the generator raises on purpose."""


class FetchError(GeneratorError):
    """An edition could not be fetched whole; what was there before is untouched."""


class DocbookError(GeneratorError):
    """A part is not the DocBook that the reader knows."""


class ModelError(GeneratorError):
    """The tables of a part contradict the model, or a row was neither consumed nor listed."""


class SnapshotError(GeneratorError):
    """The snapshot of an edition is absent, incomplete or was written by another version."""


class OutputError(GeneratorError):
    """The generated tree cannot be written, or what was written cannot be imported."""
