"""What the command offers to other programs: `dicomwright export` and `dicomwright mcp`.

Their arguments stand in a module of their own, which is loaded with the command; all else when a subcommand is called.
"""
