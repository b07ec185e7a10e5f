"""The generator: NEMA's DocBook -> model -> snapshot -> code. It imports nothing of what it renders."""
