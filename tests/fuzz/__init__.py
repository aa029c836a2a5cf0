"""Random requests with invalid values, the same for the same seed. Every page must survive them."""
