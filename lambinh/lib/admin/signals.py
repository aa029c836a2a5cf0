"""The signal of exports. The journal listens to it, because the library knows no app."""

from django.dispatch import Signal

exported = Signal()
"""Sent before an export: `what` is exported, `why`, and the number of `rows`. An error of a receiver stops it."""
