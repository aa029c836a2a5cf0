from django.contrib.admin.apps import AdminConfig


class RegistersConfig(AdminConfig):
    """Django's admin with our own site, whose registers open by role."""

    default_site = "households.site.RegisterSite"
