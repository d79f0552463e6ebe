from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.functional import Promise

from cluster_portal.toolkit.office import action_page, change_url
from members.organisations.admin.read_only import ReadOnly

Act = Callable[[dict[str, Any]], str]


class Stepwise(ReadOnly, admin.ModelAdmin):
    """Rows that are read here and moved by buttons, each of which has an action work.

    `moves` are the names of the views, which are methods; `offered` says which of them fit a row.
    """

    change_form_template = "members/organisations/admin/steps_change_form.html"
    moves: list[str] = []

    def offered(self, row: Any) -> list[tuple[str, str | Promise]]:
        return []

    def may_move(self, request: HttpRequest, row: Any) -> bool:
        return request.user.has_perm(f"members.change_{self.opts.model_name}")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        steps = self.offered(row) if row is not None and self.may_move(request, row) else []
        named = [(f"admin:{self.route(name)}", label) for name, label in steps]
        more = {**(extra_context or {}), "steps": named}
        return super().change_view(request, object_id, form_url, more)

    def route(self, name: str) -> str:
        return f"members_{self.opts.model_name}_{name}"

    def get_urls(self) -> list:
        return [
            *(
                path(
                    f"<int:pk>/{name}/",
                    self.admin_site.admin_view(getattr(self, name)),
                    name=self.route(name),
                )
                for name in self.moves
            ),
            *super().get_urls(),
        ]

    def step(
        self,
        request: HttpRequest,
        pk: int,
        *,
        form: forms.Form,
        act: Act,
        title: str,
        is_grave: bool = False,
        **more: Any,
    ) -> HttpResponse:
        row: Model = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.may_move(request, row):
            raise PermissionDenied
        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=title,
            button=title,
            subject=row,
            back=change_url(row),
            is_grave=is_grave,
            **more,
        )
