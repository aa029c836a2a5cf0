"""The admin pages of this app, where Django looks for them."""

from households.admin import households, units

__all__ = ["households", "units"]
