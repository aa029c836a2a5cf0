"""The journal as it is read. The database writes it (migrations/0001_journal.py); no model changes it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """What both kinds of entries say: when, by whom, by which way. One row of numbers serves both, in their order.

    Keys are plain numbers: what they name may be gone, and the entry stays.
    """

    at = models.DateTimeField(_("when"))
    by = models.BigIntegerField(_("user"), null=True, db_column="user_id")
    source = models.TextField(_("source"))
    household = models.BigIntegerField(null=True)
    member = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("the journal is written by the database")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("the journal is never cut")


class ChangeEvent(Entry):
    """One row of a table that was added, changed or deleted; or a table that was emptied."""

    class Action(models.TextChoices):
        INSERT = "insert", _("added")
        UPDATE = "update", _("changed")
        DELETE = "delete", _("deleted")
        TRUNCATE = "truncate", _("table emptied")

    transaction = models.BigIntegerField()
    role = models.TextField()
    action = models.TextField(_("action"), choices=Action)
    table = models.TextField(_("table"), db_column="table_name")
    record = models.BigIntegerField(_("record"), null=True)
    subject = models.BigIntegerField(null=True, db_column="subject_user")
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    objects = models.Manager()

    class Meta:
        managed = False
        db_table = '"journal"."change"'
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.table} {self.record}: {self.action}"


class AccessEvent(Entry):
    """One time that somebody took data out of the program or opened a citizen id, and why."""

    class Kind(models.TextChoices):
        EXPORT = "export", _("exported")
        DOWNLOAD = "download", _("file downloaded")
        CITIZEN_ID = "citizen_id", _("citizen id opened")
        PRINT = "print", _("printed")

    role = models.TextField()
    kind = models.TextField(_("action"), choices=Kind)
    target = models.TextField(_("target"))
    reason = models.TextField(_("reason"))
    rows = models.BigIntegerField(_("rows"), null=True)

    objects = models.Manager()

    class Meta:
        managed = False
        db_table = '"journal"."access"'
        verbose_name = _("access event")
        verbose_name_plural = _("access events")
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind}: {self.target}"
