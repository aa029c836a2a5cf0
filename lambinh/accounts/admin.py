"""People and their access have pages of their own, on which nobody gives more than they may."""

from django.contrib import admin
from django.contrib.auth import admin as registering  # noqa: F401 it registers groups
from django.contrib.auth.models import Group

admin.site.unregister(Group)
