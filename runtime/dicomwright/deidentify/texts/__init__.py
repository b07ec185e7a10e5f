"""Free text: what identifies is taken out of it, by what the object itself says of people, places, numbers and days."""
