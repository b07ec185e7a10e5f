"""`dicomwright mcp`: what the command knows, as tools for programs that speak the Model Context Protocol.

Each answer names the section of the standard that it comes from, and its address. Values of attributes are never told,
and files are judged below the folders alone that were named at the start.
"""
