from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "lambinh.audit"
    verbose_name = _("Journal")

    def ready(self) -> None:
        from lambinh.audit.services import record_taken
        from lambinh.lib.admin.signals import taken

        taken.connect(record_taken, dispatch_uid="journal")
