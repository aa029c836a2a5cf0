"""What registers tell about exports. Who keeps a record listens; the library knows no app."""

from django.dispatch import Signal

exported = Signal()
"""A register was exported: `what` it was, `why`, and how many `rows`. What a listener raises stops the export."""
