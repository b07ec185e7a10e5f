"""Where files come from: folders, archives, URLs, lists. Each is a `Found`, and opened by whoever works on it."""
