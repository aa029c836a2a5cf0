from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "lambinh.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_removed

        from lambinh.accounts import signal_handlers
        from lambinh.accounts.second_factor import checks, status  # noqa: F401
        from lambinh.db.grants import grant

        post_migrate.connect(grant, sender=self)
        authenticator_removed.connect(status.clear_second_factor_cache)
        signal_handlers.connect()
