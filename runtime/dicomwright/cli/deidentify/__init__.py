"""`dicomwright deidentify`: folders in, folders without what identifies out, under new names."""
