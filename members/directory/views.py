"""What everybody may read: the register of members, and a page for each."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cluster_portal.toolkit import csv_files
from cluster_portal.toolkit.paging import page_of, words_asked
from cluster_portal.toolkit.uploads import download, ending
from members.directory import facets, lists, policies, vcards
from members.directory.facets import Narrowed
from members.directory.search import Found, search
from members.directory.sections import sections_of
from members.directory.structured import data_of
from members.organisations import policies as organisations
from members.organisations.models import (
    Association,
    Organisation,
    OrganisationQuerySet,
    Representative,
)

A_DAY = "public, max-age=86400"


@login_not_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    found, narrowed = _asked(request)
    categories = facets.categories(found.rows, narrowed)
    competences = facets.competences(found.rows, narrowed)
    objectives = facets.objectives(found.rows, narrowed)
    in_category = {one.value: one.number for one in categories}
    everywhere = sum(in_category.values())
    total = in_category[narrowed.category] if narrowed.category else everywhere
    return render(
        request,
        "members/directory/organisation_list.html",
        {
            "page": page_of(request, _listed(found, narrowed), total=total),
            "query": words_asked(request),
            "found": found,
            "narrowed": narrowed,
            "categories": categories,
            "in_any_category": everywhere,
            "competences": competences[: facets.SHOWN_AT_ONCE],
            "more_competences": competences[facets.SHOWN_AT_ONCE :],
            "objectives": objectives,
            "chosen": [
                (name, one)
                for name, choices in (
                    ("category", categories),
                    ("competence", competences),
                    ("objective", objectives),
                )
                for one in choices
                if one.is_chosen
            ],
            "may_take": policies.can_take_contacts(request.user),
        },
    )


@never_cache
@require_safe
def organisation_list_csv(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed down, all pages of it."""
    rows = _to_take(request)
    separator = csv_files.SEPARATORS.get(request.GET.get("separator", ""), ",")
    content = csv_files.packed(lists.head(), lists.rows(rows), separator=separator)
    return csv_files.response(content, name=f"{_('members')}-{timezone.localdate()}.csv")


@never_cache
@require_safe
def organisation_list_vcf(request: HttpRequest) -> HttpResponse:
    return _cards(vcards.cards(_to_take(request)), f"{_('members')}-{timezone.localdate()}.vcf")


@login_not_required
@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Organisation.objects.visible_to(request.user).with_member_since()
    organisation = get_object_or_404(visible, slug=slug)
    membership = organisation.present_membership
    is_member = membership is not None and membership.gives_rights
    return render(
        request,
        "members/directory/organisation_detail.html",
        {
            "organisation": organisation,
            "people": Representative.objects.open()
            .filter(organisation=organisation, is_public=True)
            .select_related("user")
            .order_by("user__full_name", "pk"),
            "sections": sections_of(organisation, request.user),
            "membership": membership,
            "may_take": policies.can_take_contacts(request.user),
            "sees_inside": organisations.can_see_inside(request.user, organisation),
            "may_edit": organisations.can_edit_organisation(request.user, organisation),
            "data": data_of(organisation, Association.objects.first()) if is_member else "",
        },
    )


@never_cache
@require_safe
def organisation_card(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not policies.can_take_contacts(request.user):
        raise PermissionDenied
    return _cards(vcards.cards([organisation]), f"{organisation.slug}.vcf")


@login_not_required
@require_safe
def organisation_logo(request: HttpRequest, slug: str) -> FileResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not organisation.logo:
        raise Http404
    name = f"{organisation.slug}.{ending(organisation.logo.name)}"
    response = download(organisation.logo, name=name, inline=True)
    if organisation.present_membership and organisation.present_membership.gives_rights:
        response.headers["Cache-Control"] = A_DAY
    return response


def _asked(request: HttpRequest) -> tuple[Found, Narrowed]:
    found = search(Organisation.objects.active_members(), words_asked(request))
    return found, Narrowed.asked(request)


def _listed(found: Found, narrowed: Narrowed) -> OrganisationQuerySet:
    rows = narrowed.of(found.rows).with_member_since()
    return rows.defer(*(f"description{part}" for part in ("", "_html", "_en", "_ro",
                                                           "_html_en", "_html_ro")))  # fmt: skip


def _to_take(request: HttpRequest) -> OrganisationQuerySet:
    if not policies.can_take_contacts(request.user):
        raise PermissionDenied
    return _listed(*_asked(request))


def _cards(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=vcards.CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
