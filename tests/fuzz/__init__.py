"""Requests with nonsense in them, by chance and the same for the same seed: what every page must survive."""
