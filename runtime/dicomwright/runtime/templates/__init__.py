"""Templates of PS3.16 as they are declared: rows, what they name, their conditions, parameters and includes.

Imports conditions, vocabulary and what they stand on; no trees, no objects.
"""
