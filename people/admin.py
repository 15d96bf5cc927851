"""Django's admin, to look and not to touch: administrators see staff and teams, nobody else.

Changes are made on the product's own pages, where actions check and record them.
"""

from django.contrib import admin

from .models import Membership, Team, Unit, User


class ReadOnly(admin.ModelAdmin):
    def lookup_allowed(self, lookup, value, request=None):
        """The filters offered and no others: an address may ask of any column, and an answer of
        yes or no reads it letter by letter (a password's hash, say)."""
        name, _two, asked = lookup.partition("__")
        return name in self.list_filter and asked in ("exact", "id__exact")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ("family_name", "given_name", "email", "profession", "is_active")
    list_filter = ("profession", "is_active")
    search_fields = ("family_name", "given_name", "email")
    exclude = ("password",)

    def get_queryset(self, request):
        return User.objects.visible_to(request.user)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("user", "team", "role")
    list_filter = ("team", "role")
    list_select_related = ("user", "team")


@admin.register(Team)
class TeamAdmin(ReadOnly):
    list_display = ("name", "region", "email", "telephone")
    list_select_related = ("region",)

    def get_queryset(self, request):
        return Team.objects.visible_to(request.user)


@admin.register(Unit)
class UnitAdmin(ReadOnly):
    list_display = ("name", "region", "team")
    list_select_related = ("region", "team")
