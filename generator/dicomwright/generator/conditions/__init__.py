"""Stage conditions: the sentences of the standard that say when something is required -> expressions."""
