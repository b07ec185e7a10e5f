"""Where bytes come from: paths, memory, file objects and URLs, behind one `File`.

What is large stays there until it is asked for. Nothing here knows what the bytes mean: only errors are imported.
"""
