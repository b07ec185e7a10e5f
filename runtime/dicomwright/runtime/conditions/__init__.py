"""Conditions of the standard: expressions, what they mean over a data set, and what they say in words.

Imports vocabulary.
"""
