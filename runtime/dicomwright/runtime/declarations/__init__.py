"""What generated classes are made of: attributes that check what is assigned, and objects that have them.

Imports values, conditions and vocabulary; knows no files, no pydicom data sets and no validation.
"""
