"""Structure: what PS3.5 and PS3.10 demand of any data set, whatever IOD it is of; pixels, private elements, file meta.

Imports the findings of validation, and what is below validation.
"""
