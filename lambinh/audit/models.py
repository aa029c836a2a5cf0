"""Read-only models of the journal. The functions in lambinh/audit/sql/ write it."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """The columns of both kinds of entries. They share one sequence of ids, in the order of writing.

    Keys are plain numbers, because an entry outlives the row that it refers to.
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

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the journal is never cut")


class ChangeEvent(Entry):
    """An added, changed or deleted row of a table, or a truncated table."""

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
    """An export, download, print or opened citizen id, with its reason."""

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
