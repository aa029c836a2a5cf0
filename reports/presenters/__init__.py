"""Markup and links of the report pages."""
