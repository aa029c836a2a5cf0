"""The registers of users and groups."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lambinh.accounts.models import User
from lambinh.lib.exports import Column, ListExport, column
from lambinh.lib.registers import Register, said

ABOVE_STAFF = ("is_superuser", "is_staff", "groups", "user_permissions")


class UserExport(ListExport):
    username = column(User, "username")
    last_name = column(User, "last_name")
    first_name = column(User, "first_name")
    is_active = column(User, "is_active")
    is_staff = column(User, "is_staff")
    last_login = column(User, "last_login")

    class Meta:
        model = User


class GroupExport(ListExport):
    name = column(Group, "name")
    users = Column(_("Number of users"), lambda group: group.users)

    class Meta:
        model = Group


@admin.register(User)
class PersonAdmin(Register, UserAdmin):  # type: ignore[misc,type-arg]
    """Who signs in. Only a superuser hands out rights or touches another superuser."""

    resource_classes = [UserExport]
    list_display = ("username", "last_name", "first_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("username", "last_name", "first_name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if request.user.is_superuser else ABOVE_STAFF

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_delete_permission(request, obj)


admin.site.unregister(Group)


@admin.register(Group)
class RightsAdmin(Register, GroupAdmin):  # type: ignore[misc]
    resource_classes = [GroupExport]
    list_display = ("name", "users_shown")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(users=Count("user"))

    @said(_("number of users"), "users")
    def users_shown(self, group: Any) -> int:
        return int(group.users)
