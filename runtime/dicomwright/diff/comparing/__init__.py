"""What differs: things of both editions are paired by what they are, and compared field by field."""
