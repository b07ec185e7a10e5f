"""What keeps an object valid: Types at places, dummies that declarations admit, what removing one makes of others."""
