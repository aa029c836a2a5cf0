"""Base classes of the admin pages: rows in scope, search without diacritics, safe deletion."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar, cast

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldError, PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Q
from django.forms import ModelChoiceField, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ExportMixin
from import_export.formats.base_formats import Format
from tablib import Dataset

from lambinh.lib.admin.autocomplete import FieldOptions, ForeignKey, as_search_box
from lambinh.lib.admin.dependants import dependants
from lambinh.lib.admin.exports import Csv, Xlsx
from lambinh.lib.admin.reasons import ExportReasonForm
from lambinh.lib.admin.signals import exported
from lambinh.lib.constraint_messages import user_message
from lambinh.lib.vietnamese import search_key

F = TypeVar("F", bound=Callable[..., Any])
Rows = models.QuerySet[models.Model]
Context = dict[str, Any]
"""The context of a template."""
Row = Any
"""A row of the model of an admin class. Subclasses narrow it to their own model, which Django's classes allow, too."""

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

    Actions = dict[str, tuple[Callable[..., str], str, str] | None]
    Fieldsets = admin.options._FieldsetSpec
    RowField = ModelChoiceField[Any] | None
    RowFormClass = type[ModelForm[Any]]
    ModelAdmin = admin.ModelAdmin[Any]
    AdminMixin = admin.ModelAdmin[Any]
else:
    Actions = dict
    Fieldsets = tuple
    RowField = ModelChoiceField
    RowFormClass = type
    ModelAdmin = admin.ModelAdmin
    AdminMixin = object

apps.get_app_config("django_tasks_database").verbose_name = gettext_lazy("Background work")

INSUFFICIENT_PRIVILEGE = "42501"
"""PostgreSQL's code when the transaction may not change a row."""


class PermissionCheck(Protocol):
    """The user's permissions, which the middleware sets on the request."""

    def has_anywhere(self, permission: str, /) -> bool: ...

    def has_in(self, unit: int | None, /, *permissions: str) -> bool: ...


class ScopedRequest(HttpRequest):
    permissions: PermissionCheck


def _permissions(request: HttpRequest) -> PermissionCheck:
    return cast(ScopedRequest, request).permissions


def _without_log(*_args: object, **_kwargs: object) -> Any: ...


class ScopedAdmin(ModelAdmin):
    """Admin pages of rows in the user's scope, with search without diacritics.

    A row can be deleted only if no other row depends on it.
    """

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 500
    save_on_top = False

    view_permissions: tuple[Any, ...] = ()
    """One of these, held in any unit, opens the pages. `visible_to` selects the rows."""
    change_permissions: tuple[Any, ...] = ()
    """One of these, held in the unit of a row, allows changing the row."""

    def unit_of(self, row: Row) -> int | None:
        """The unit in which the user needs a permission to change `row`."""
        return getattr(row, "commune_id", None)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return any(map(_permissions(request).has_anywhere, (*self.view_permissions, *self.change_permissions)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return any(map(_permissions(request).has_anywhere, self.change_permissions))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if not isinstance(obj, self.model):
            return self.has_add_permission(request)
        permissions = self.change_permissions
        return bool(permissions) and _permissions(request).has_in(self.unit_of(obj), *permissions)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow only the lookups of the list's own filters: others could reveal hidden values bit by bit."""
        return lookup in set(filter_parameters(self.list_filter))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        return super().get_object(request, object_id, from_field or None)  # a URL may end in `_to_field=`

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """Start with an empty form: our pages do not fill it in by URL, and anybody can write a URL."""
        return {}

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> RowField:
        options = as_search_box(self, db_field, request, scoped_choices(db_field, request, kwargs))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: object, object_id: str) -> NoReturn:
        raise Http404  # a row outside the user's scope does not exist for the user

    def history_url(self, row: models.Model) -> str | None:
        """The URL of the history of `row`, if it has one."""
        return None

    def page_url(self, row: models.Model) -> str | None:
        """The URL of our own page about `row`, if it has one."""
        return None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: object = None) -> HttpResponseRedirect:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        url = self.history_url(row) if row is not None else None
        if url is None:
            raise Http404
        return HttpResponseRedirect(url)

    def render_change_form(self, request: HttpRequest, context: Context, *args: Any, **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        context["journal"] = self.history_url(row) if row is not None else None
        context["own_page"] = self.page_url(row) if row is not None else None
        return super().render_change_form(request, context, *args, **kwargs)

    # The journal records every change, whichever page or command made it: Django's own log stays empty.
    log_addition = log_change = log_deletions = _without_log

    def get_queryset(self, request: HttpRequest) -> Rows:
        rows: Any = super().get_queryset(request)
        visible: Rows = rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows
        return visible

    def get_search_results(self, request: HttpRequest, queryset: Rows, search_term: str) -> tuple[Rows, bool]:
        """Rows with every word of the term in one of `search_fields`. A `…search_key` has no diacritics."""
        for word in search_term.replace("\0", "").split():
            match = Q()
            for field in self.get_search_fields(request):
                if field.endswith("search_key"):
                    match |= Q(**{f"{field}__contains": search_key(word)})
                else:
                    match |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(match)
        return queryset, False

    def get_actions(self, request: HttpRequest) -> Actions:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if not self.has_change_permission(request, obj):
            return False
        return not isinstance(obj, self.model) or not dependants(obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is not None and self.has_change_permission(request, row) and (kinds := dependants(row)):
            text = _("“%(row)s” cannot be deleted while these depend on it: %(what)s. Delete them first.")
            return self._refuse_deletion(request, text % {"row": row, "what": ", ".join(kinds)})
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            text = _("“%(row)s” cannot be deleted: rows outside your units depend on it.")
            return self._refuse_deletion(request, text % {"row": row})

    def _refuse_deletion(self, request: HttpRequest, text: str) -> HttpResponseRedirect:
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        super().delete_model(request, obj)
        connection.check_constraints()  # rows that the user cannot see may depend on it: only the database knows

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a message if the database refuses the change, for example because another user saved meanwhile."""
        try:
            with transaction.atomic():
                response = super().changeform_view(request, *args, **kwargs)
                connection.check_constraints()  # otherwise they fail when the request's transaction ends: too late
            return response
        except IntegrityError as error:
            text = user_message(error)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", "") != INSUFFICIENT_PRIVILEGE:
                raise
            text = _("This was not saved: it would change a unit that is not yours.")
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())


def filter_parameters(filters: Iterable[Any]) -> Iterator[str]:
    """The URL parameters of the filters of a list."""
    for entry in filters:
        path = entry[0] if isinstance(entry, tuple) else entry
        if isinstance(path, str):
            yield from (f"{path}__{end}" for end in ("exact", "isnull", "id__exact"))
        else:
            yield path.parameter_name


def scoped_choices(db_field: ForeignKey, request: HttpRequest, options: FieldOptions) -> FieldOptions:
    """The options of a foreign key's form field, which offers only the rows that the user may see."""
    rows: Any = db_field.remote_field.model._default_manager.all()
    if "queryset" not in options and hasattr(rows, "visible_to"):
        return options | {"queryset": rows.visible_to(request.user)}
    return options


class ExportAdmin(ExportMixin, ScopedAdmin):
    """A list that users who may view it can export, in their scope and with the filters of the page."""

    formats = [Xlsx, Csv]
    export_form_class = ExportReasonForm

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_data_for_export(self, request: HttpRequest, queryset: Rows, **kwargs: Any) -> Dataset:
        """The rows of the file. The export is recorded first: if that fails, there is no file."""
        data: Dataset = super().get_data_for_export(request, queryset, **(kwargs | {"force_native_type": True}))
        exported.send(
            sender=self.model,
            what=_export_description(self.model, request),
            why=kwargs["export_form"].why,
            rows=len(data),
        )
        return data

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Go back to the list if the URL names an unknown filter."""
        try:
            response: HttpResponse = super().export_action(request)
            return response
        except (FieldError, IncorrectLookupParameters):
            return HttpResponseRedirect(request.path.removesuffix("export/"))

    def get_export_filename(self, request: HttpRequest, queryset: object, file_format: Format) -> str:
        day = timezone.localdate()
        return f"{self.model._meta.model_name}-{day:%d-%m-%Y}.{file_format.get_extension()}"


def _export_description(model: type[models.Model], request: HttpRequest) -> str:
    """The model and the filters of an export. A search term may be a name, so only its parameter is mentioned."""
    parameters = sorted((name, str(value)) for name, value in request.GET.items())
    filters = [f"{name}={value}" if _is_impersonal(name, value) else name for name, value in parameters]
    return " ".join([model._meta.label_lower, *filters])


def _is_impersonal(name: str, value: str) -> bool:
    return name != "q" and (value in _FILTER_VALUES or (value.isdecimal() and len(value) < 8))


_FILTER_VALUES = {"now", "past", "future", "poor", "near_poor", "escaped", "other", "district", "commune"}
"""The values of filters, apart from the keys of units."""


class ReadOnlyAdmin(ExportAdmin):
    """A list that users can only read: the program writes it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: object = None) -> NoReturn:
        raise PermissionDenied


def admin_column(title: "StrOrPromise", order: str | None = None) -> Callable[[F], F]:
    """`admin.display` with a capitalised title."""
    return admin.display(description=capfirst(title), ordering=order)
