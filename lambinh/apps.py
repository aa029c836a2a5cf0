"""App configs of the program itself, and of the admin with our own site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class LambinhConfig(AppConfig):
    name = "lambinh"
    default = True


class LambinhAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "households.admin_site.LambinhAdminSite"
