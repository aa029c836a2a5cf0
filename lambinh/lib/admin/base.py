"""The admin's lists and forms as this program wants them: scoped, folded search, no surprise on deletion."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldError, PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ExportMixin  # type: ignore[import-untyped]

from lambinh.lib.admin.autocomplete import as_search_box
from lambinh.lib.admin.exports import Csv, Xlsx
from lambinh.lib.admin.reasons import ExportReasonForm
from lambinh.lib.admin.signals import exported
from lambinh.lib.constraint_messages import user_message
from lambinh.lib.vietnamese import search_key

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

admin.site.site_header = admin.site.site_title = "Lâm Bình"
admin.site.index_title = gettext_lazy("Registers")
apps.get_app_config("django_tasks_database").verbose_name = gettext_lazy("Background work")


REFUSED = "42501"
"""What PostgreSQL answers where the transaction has no right to what it would change."""


class ScopedAdmin(ModelAdmin):
    """Rows through `visible_to`, search without marks and case, deletion only where nothing depends."""

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 500
    save_on_top = False

    sees: tuple[Any, ...] = ()
    """Permissions of which one, held anywhere, opens the register; which rows it then shows, `visible_to` says."""
    changes: tuple[Any, ...] = ()
    """Permissions of which one, held in a row's unit, allows to change it."""

    def unit_of(self, row: Any) -> int | None:
        """The unit in which the right to change `row` is asked for."""
        return getattr(row, "commune_id", None)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return any(map(_permissions(request).has_anywhere, (*self.sees, *self.changes)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return any(map(_permissions(request).has_anywhere, self.changes))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not isinstance(obj, self.model):
            return self.has_add_permission(request)
        return _permissions(request).has_in(self.unit_of(obj), *self.changes) if self.changes else False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # type: ignore[override]
        """The questions of the list's own filters alone: others tell, letter by letter, what no list shows."""
        return lookup in set(questions_of(self.list_filter))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return super().get_object(request, object_id, from_field or None)  # an address may end in `_to_field=`

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new form begins empty: no page of ours fills it in by its address, and anybody may write one."""
        return {}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        options = as_search_box(self, db_field, request, scoped_choices(db_field, request, kwargs))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        raise Http404  # what lies outside one's scope is not there

    def journal_of(self, row: Any) -> str | None:
        """The address of the journal's page about `row`; None where it has none."""
        return None

    def page_of(self, row: Any) -> str | None:
        """The address of the program's own page about `row`; None where it has none."""
        return None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        address = self.journal_of(row) if row is not None else None
        if address is None:
            raise Http404
        return HttpResponseRedirect(address)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        context["journal"] = self.journal_of(row) if row is not None else None
        context["own_page"] = self.page_of(row) if row is not None else None
        return super().render_change_form(request, context, *args, **kwargs)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Who changed what stands in the journal, whatever the way."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """See the journal."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """See the journal."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        seen: models.QuerySet[Any] = rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows
        return seen

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Every word of the term in one of `search_fields`; a `…search_key` is compared without marks."""
        for word in search_term.replace("\0", "").split():
            match = Q()
            for field in self.get_search_fields(request):
                if field.endswith("search_key"):
                    match |= Q(**{f"{field}__contains": search_key(word)})
                else:
                    match |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(match)
        return queryset, False

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = self.has_change_permission(request, obj)
        return allowed and (obj is None or not isinstance(obj, self.model) or dependants(obj) == [])

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        row = self.get_object(request, object_id)
        if row is not None and self.has_change_permission(request, row) and (found := dependants(row)):
            self.message_user(
                request,
                _("“%(row)s” cannot be deleted while these depend on it: %(what)s. Delete them first.")
                % {"row": row, "what": ", ".join(found)},
                messages.ERROR,
            )
            return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            told = _("“%(row)s” cannot be deleted: rows outside your units depend on it.") % {"row": row}
            self.message_user(request, told, messages.ERROR)
            return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        connection.check_constraints()  # what depends on the row may be hidden from the person; the database knows it

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What the form could not foresee, because another person saved in the meantime, is told as well."""
        try:
            with transaction.atomic():
                answer = super().changeform_view(request, *args, **kwargs)
                connection.check_constraints()  # what else would be told only when the request's transaction ends
            return answer
        except IntegrityError as error:
            self.message_user(request, user_message(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", "") != REFUSED:
                raise
            self.message_user(
                request, _("This was not saved: it would change a unit that is not yours."), messages.ERROR
            )
            return HttpResponseRedirect(request.get_full_path())


def questions_of(filters: Iterable[Any]) -> Iterator[str]:
    """The parameters under which the filters of a list are asked."""
    for one in filters:
        path = one[0] if isinstance(one, tuple) else one
        if isinstance(path, str):
            yield from (f"{path}__{end}" for end in ("exact", "isnull", "id__exact"))
        else:
            yield path.parameter_name


class RequestPermissions(Protocol):
    """The permissions of a request's user, as `households.permissions` sets them."""

    def has_anywhere(self, permission: Any, /) -> bool: ...

    def has_in(self, unit: int | None, /, *permissions: Any) -> bool: ...


def _permissions(request: HttpRequest) -> RequestPermissions:
    return cast(Any, request).permissions  # type: ignore[no-any-return]


def scoped_choices(db_field: Any, request: HttpRequest, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a choice among rows: of rows about persons those alone that the person of the request may see."""
    rows = db_field.remote_field.model._default_manager.all()
    if "queryset" not in options and hasattr(rows, "visible_to"):
        return options | {"queryset": rows.visible_to(request.user)}
    return options


def dependants(row: models.Model) -> list[str]:
    """The kinds of rows that depend on `row`, in words. Costs a query per kind, once per row object."""
    if not hasattr(row, "_dependants"):
        row._dependants = [str(found) for found in _dependants(row)]  # type: ignore[attr-defined]
    return row._dependants  # type: ignore[attr-defined,no-any-return]


def _dependants(row: models.Model) -> list[Any]:
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel):
            continue
        other: Any = relation.related_model
        if other._meta.auto_created or relation.on_delete is models.SET_NULL:
            continue
        if other._base_manager.filter(**{relation.field.name: row}).exists():
            found.append(other._meta.verbose_name_plural)
    return list(dict.fromkeys(found))


class ExportAdmin(ExportMixin, ScopedAdmin):  # type: ignore[misc]
    """A list that can be exported, by those who may see it, in its scope and with its filters."""

    formats = [Xlsx, Csv]
    export_form_class = ExportReasonForm

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_data_for_export(self, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """The rows of the file; that they were taken is told, or there is no file."""
        data = super().get_data_for_export(request, queryset, **(kwargs | {"force_native_type": True}))
        exported.send(
            sender=self.model,
            what=_taken_from(self.model, request),
            why=kwargs["export_form"].why,
            rows=len(data),
        )
        return data

    def export_action(self, request: HttpRequest) -> Any:
        """A filter that there is not is none of this register's pages."""
        try:
            return super().export_action(request)
        except (FieldError, IncorrectLookupParameters):
            return HttpResponseRedirect(request.path.removesuffix("export/"))

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        day = timezone.localdate()
        return f"{self.model._meta.model_name}-{day:%d-%m-%Y}.{file_format.get_extension()}"


def _taken_from(model: type[models.Model], request: HttpRequest) -> str:
    """The register and its filters; of what was searched for, which may be a name, only that there was a search."""
    asked = sorted((name, str(value)) for name, value in request.GET.items())
    said = [f"{name}={value}" if _is_no_name(name, value) else name for name, value in asked]
    return " ".join([model._meta.label_lower, *said])


def _is_no_name(name: str, value: str) -> bool:
    return name != "q" and (value in _CHOSEN or (value.isdecimal() and len(value) < 8))


_CHOSEN = {"now", "past", "future", "poor", "near_poor", "escaped", "other", "district", "commune"}
"""What filters offer beside keys of units."""


class ReadOnlyAdmin(ExportAdmin):
    """A list that people only read: the program writes it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        raise PermissionDenied


def admin_column(title: Any, order: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`admin.display` with the column's title in a sentence's case."""
    return admin.display(description=capfirst(title), ordering=order)
