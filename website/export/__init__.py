"""A run notebook as one HTML file that asks no other host: what nbconvert is given for it."""
