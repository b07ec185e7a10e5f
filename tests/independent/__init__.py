"""A second reading of the standard's XML, to check the project's own reader against."""
