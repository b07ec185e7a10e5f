"""Reports of validation: findings, how they are merged and shown, and the error that carries them.

Imports the ground alone; formats of many reports are an application, `dicomwright.reports`.
"""
