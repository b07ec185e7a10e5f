"""What hides in pixels: text that is burned in, overlays in bits that nobody uses, what stands behind the last pixel.

Text that may be there is never passed in silence: it is refused, listed for a human eye, or blanked by a rule.
"""
