"""What that means: the classes of both editions, what code cannot rely on any more, and the changes behind it."""
