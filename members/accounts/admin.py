from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history import actions as history
from members.accounts import actions
from members.accounts.events import PersonEvent
from members.accounts.models import User

RIGHTS: Any = ["is_staff", "is_superuser", "groups", "user_permissions"]


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "full_name", "phone", "language", "is_active", *RIGHTS]
        help_texts = {
            "email": _(
                "The person signs in with it. After a correction the next code proves it; "
                "passkeys and the password stay."
            ),
            "is_active": _("Take the tick away to close the account; nothing is deleted."),
        }

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        owner = User.objects.at_address(email)
        if owner and owner.pk != self.instance.pk:
            raise ValidationError(gettext("Another person signs in with this address."))
        return email


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People. They choose their passwords themselves; rights are given by superusers alone."""

    form = PersonForm
    list_display = ["full_name", "email", "is_active", "is_staff", "last_login"]
    list_display_links = ["full_name", "email"]
    list_filter = ["is_active", "is_staff", "is_superuser", "groups", "language"]
    search_fields = ["full_name__unaccent", "email", "phone"]
    search_help_text = _("Name, e-mail address or telephone")
    date_hierarchy = "date_joined"
    ordering = ["full_name", "email"]
    filter_horizontal = ["groups", "user_permissions"]
    readonly_fields = ["last_login", "date_joined"]
    change_form_template = "members/accounts/admin/user_change_form.html"
    fieldsets = [
        (None, {"fields": ["email", "full_name", "phone", "language", "is_active"]}),
        (_("Rights in the office"), {"fields": RIGHTS}),
        (_("Account"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "full_name", "phone", "language"]})]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        is_super = getattr(request.user, "is_superuser", False)
        return [*self.readonly_fields, *([] if is_super else RIGHTS)]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The address of somebody of the office opens the office: only superusers change it."""
        if obj and obj.is_staff and not getattr(request.user, "is_superuser", False):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        changes = {
            name: [str(form.initial.get(name) or ""), str(form.cleaned_data[name] or "")]
            for name in form.changed_data
            if name not in {"groups", "user_permissions"}
        }
        super().save_model(request, obj, form, change)
        if "email" in changes:
            actions.change_email(person_id=obj.pk, email=obj.email)
        if changes:
            kind = PersonEvent.CORRECTED if change else PersonEvent.ENTERED
            history.record(subject=obj, kind=kind, actor=request.user, changes=changes)
