"""Accounts have no admin pages: our own pages check which access a user may grant."""

from django.contrib import admin
from django.contrib.auth import admin as registering  # noqa: F401 it registers groups
from django.contrib.auth.models import Group

admin.site.unregister(Group)
