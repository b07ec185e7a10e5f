"""Exports: an edition's model, and the plans of its classes, as documents for programs of other languages.

Not a stage of the pipeline: nothing of it is needed to render, and nothing is written that render reads.
"""
