from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "lambinh.audit"
    verbose_name = _("Journal")

    def ready(self) -> None:
        from lambinh.audit.services import record_export
        from lambinh.lib.admin.signals import exported

        exported.connect(record_export, dispatch_uid="journal")
