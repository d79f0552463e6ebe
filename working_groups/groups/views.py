import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.paging import page_of, words_asked
from members.organisations.models import Organisation
from working_groups.groups import actions, policies
from working_groups.groups.errors import ChangedMeanwhileError
from working_groups.groups.forms import InsideForm, JoinForm, ReasonForm, SuccessorForm
from working_groups.groups.models import (
    GroupStatus,
    Seat,
    SeatRole,
    SeatStatus,
    WorkingGroup,
)

ANSWERS_SHOWN = dt.timedelta(days=90)
SEAT_ORDER = ("organisation__display_name", "user__full_name", "pk")


@dataclass(frozen=True)
class Delegation:
    """The people whom one organisation has in a group; `has_page` when the viewer may open it."""

    organisation: Organisation
    seats: list[Seat]
    has_page: bool


@login_not_required
@require_safe
def group_list(request) -> HttpResponse:
    groups = WorkingGroup.objects.visible_to(request.user)
    known = set(groups.order_by().values_list("status", flat=True).distinct())
    words = words_asked(request)
    status = request.GET.get("state", "")
    if words:
        groups = groups.matching(words)
    if status in GroupStatus.values:
        groups = groups.filter(status=status)
    return render(
        request,
        "working_groups/groups/group_list.html",
        {
            "page": page_of(request, groups.for_list()),
            "words": words,
            "status": status,
            "statuses": [choice for choice in GroupStatus.choices if choice[0] in known],
        },
    )


@login_not_required
@require_safe
def group_detail(request, slug: str) -> HttpResponse:
    group = _visible(request, slug)
    projects: Any = group.projects  # the room above
    seats = _held_seats(group)
    return render(
        request,
        "working_groups/groups/group_detail.html",
        {
            "group": group,
            "coordinators": [seat for seat in seats if seat.role == SeatRole.COORDINATOR],
            "delegations": _delegations(request, group, seats),
            "shows_people": policies.can_see_people(request.user, group),
            "may_enter": policies.can_read_inside(request.user, group),
            "projects": projects.visible_to(request.user).for_list(),
            **_standing(request, group),
        },
    )


@require_safe
def group_inside(request, slug: str) -> HttpResponse:
    group = _visible(request, slug)
    if not policies.can_read_inside(request.user, group):
        context = {"group": group, **_standing(request, group)}
        return render(
            request, "working_groups/groups/group_inside_refused.html", context, status=403
        )
    may_decide = policies.can_decide(request.user, group)
    seats = _held_seats(group)
    requests = group.seats.select_related("organisation", "user")
    return render(
        request,
        "working_groups/groups/group_inside.html",
        {
            "group": group,
            "own_seat": _own_seat(request, group),
            "seats": seats,
            "organisation_count": len({seat.organisation_id for seat in seats} - {None}),
            "may_decide": may_decide,
            "may_name": may_decide and group.status != GroupStatus.CONCLUDED,
            "may_edit": policies.can_edit_inside(request.user, group),
            "requests": requests.requested().order_by("requested_at", "pk") if may_decide else [],
            "answered": _answered(requests) if may_decide else [],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_inside_edit(request, slug: str) -> HttpResponse:
    group = _visible(request, slug)
    if not policies.can_edit_inside(request.user, group):
        raise PermissionDenied
    texts = {field: getattr(group, field) or "" for field in ("inside_en", "inside_ro")}
    present = {**texts, "seen": group.inside_version}
    form = InsideForm(sent(request), initial=present)
    theirs = None
    if form.is_valid():
        try:
            actions.edit_inside(group_id=group.pk, actor=request.user, **form.cleaned_data)
        except ChangedMeanwhileError as error:
            form.add_error(None, str(error))
            form.data = {**request.POST.dict(), "seen": group.inside_version}
            theirs = present
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The members’ page is saved."))
            return redirect("working_groups:group_inside", slug=group.slug)
    return render(
        request,
        "working_groups/groups/group_inside_edit.html",
        {"group": group, "form": form, "theirs": theirs},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_join(request, slug: str) -> HttpResponse:
    group = _visible(request, slug)
    standing = _standing(request, group)
    if standing["own_seat"] and not standing["is_lapsed"]:
        return redirect(group)
    if not standing["may_join"]:
        raise PermissionDenied(_("People who represent an active member join a group at work."))
    organisations = policies.organisations_of(request.user)
    acting = getattr(request.acting, "organisation_id", None)
    form = JoinForm(sent(request), organisations=organisations, initial={"organisation": acting})
    if form.is_valid():
        try:
            actions.request_seat(
                group_id=group.pk,
                organisation_id=form.cleaned_data["organisation"].pk,
                actor=request.user,
                message=form.cleaned_data["message"],
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The coordinators have your request. Their answer comes by e-mail.")
            )
            return redirect(group)
    return render(
        request,
        "working_groups/groups/group_join.html",
        {"group": group, "form": form, "organisations": organisations},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_leave(request, slug: str) -> HttpResponse:
    group = _visible(request, slug)
    seat = _own_seat(request, group)
    if seat is None or seat.status != SeatStatus.HELD:
        raise PermissionDenied(_("You have no seat in this group."))
    is_last = policies.is_last_coordinator(seat)
    form = SuccessorForm(sent(request), seat=seat, is_needed=is_last)
    if form.is_valid():
        try:
            actions.leave_group(
                group_id=group.pk, actor=request.user, successor_id=_successor(form)
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("You have left the group."))
            return redirect("working_groups:group_list" if _is_gone(request, group) else group)
    return render(
        request,
        "working_groups/groups/group_leave.html",
        {"group": group, "seat": seat, "form": form, "is_last": is_last},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_hand_over(request, slug: str) -> HttpResponse:
    group = _visible(request, slug)
    seat = _own_seat(request, group)
    if seat is None or not policies.coordinates(request.user, group):
        raise PermissionDenied(_("You do not coordinate this group."))
    is_last = policies.is_last_coordinator(seat)
    form = SuccessorForm(sent(request), seat=seat, is_needed=is_last)
    if form.is_valid():
        try:
            actions.hand_over(group_id=group.pk, actor=request.user, successor_id=_successor(form))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("You no longer coordinate the group."))
            return redirect("working_groups:group_inside", slug=group.slug)
    return render(
        request,
        "working_groups/groups/group_hand_over.html",
        {"group": group, "seat": seat, "form": form, "is_last": is_last},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def request_decide(request, slug: str, pk: int) -> HttpResponse:
    group = _visible(request, slug)
    seat = _seat_to_decide(request, group, pk)
    accepts = request.POST.get("answer") == "accept"
    form = ReasonForm(None if accepts else sent(request))
    if accepts or form.is_valid():
        try:
            if accepts:
                actions.accept_seat(seat_id=seat.pk, actor=request.user)
                sentence = _("%(person)s takes part in the group from today.")
            else:
                reason = form.cleaned_data["reason"]
                actions.decline_seat(seat_id=seat.pk, actor=request.user, reason=reason)
                sentence = _("The request is declined. %(person)s has the reason by e-mail.")
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, sentence % {"person": seat.person_name})
        return redirect("working_groups:group_inside", slug=group.slug)
    return render(
        request,
        "working_groups/groups/request_decide.html",
        {"group": group, "seat": seat, "form": form},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def request_withdraw(request, slug: str, pk: int) -> HttpResponse:
    group = _visible(request, slug)
    seat = get_object_or_404(group.seats.select_related("organisation"), pk=pk, user=request.user)
    if request.method == "POST":
        try:
            actions.withdraw_request(seat_id=seat.pk, actor=request.user)
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Your request is withdrawn."))
        return redirect(group)
    if seat.status != SeatStatus.REQUESTED:
        return redirect(group)
    return render(
        request, "working_groups/groups/request_withdraw.html", {"group": group, "seat": seat}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def seat_appoint(request, slug: str, pk: int) -> HttpResponse:
    group = _visible(request, slug)
    seat = _seat_to_decide(request, group, pk)
    if request.method == "POST":
        try:
            actions.appoint_coordinator(group_id=group.pk, user_id=seat.user_id, actor=request.user)
        except PortalError as error:
            messages.error(request, str(error))
        else:
            sentence = _("%(person)s coordinates the group from today.")
            messages.success(request, sentence % {"person": seat.person_name})
        return redirect("working_groups:group_inside", slug=group.slug)
    return render(
        request, "working_groups/groups/seat_appoint.html", {"group": group, "seat": seat}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def seat_end(request, slug: str, pk: int) -> HttpResponse:
    group = _visible(request, slug)
    seat = _seat_to_decide(request, group, pk)
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            actions.end_seat(
                seat_id=seat.pk, actor=request.user, reason=form.cleaned_data["reason"]
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            sentence = _("The seat of %(person)s has ended.")
            messages.success(request, sentence % {"person": seat.person_name})
            return redirect("working_groups:group_inside", slug=group.slug)
    return render(
        request,
        "working_groups/groups/seat_end.html",
        {"group": group, "seat": seat, "form": form},
    )


def _visible(request, slug: str) -> WorkingGroup:
    return get_object_or_404(WorkingGroup.objects.visible_to(request.user), slug=slug)


def _is_gone(request, group: WorkingGroup) -> bool:
    return not WorkingGroup.objects.visible_to(request.user).filter(pk=group.pk).exists()


def _seat_to_decide(request, group: WorkingGroup, pk: int) -> Seat:
    if not policies.can_decide(request.user, group):
        raise PermissionDenied(_("Only the group’s coordinators and the office decide this."))
    return get_object_or_404(group.seats.select_related("user", "organisation"), pk=pk)


def _successor(form: SuccessorForm) -> int | None:
    successor = form.cleaned_data.get("successor")
    return successor.pk if successor else None


def _held_seats(group: WorkingGroup) -> list[Seat]:
    return list(group.seats.held().select_related("user", "organisation").order_by(*SEAT_ORDER))


def _delegations(request, group: WorkingGroup, held: list[Seat]) -> list[Delegation]:
    """Who takes part; of a concluded group, who took part, without their people."""
    is_over = group.status == GroupStatus.CONCLUDED
    if is_over:
        seats = group.seats.took_part().select_related("user", "organisation")
        held = list(seats.order_by(*SEAT_ORDER))
    shown = set(
        Organisation.objects.visible_to(request.user)
        .filter(seats__in=held)
        .values_list("pk", flat=True)
    )
    return [
        Delegation(organisation, [] if is_over else list(seats), organisation.pk in shown)
        for organisation, seats in groupby(held, key=lambda seat: seat.organisation)
        if organisation
    ]


def _answered(seats: QuerySet) -> QuerySet:
    """What other coordinators have declined lately, so that all know."""
    since = timezone.now() - ANSWERS_SHOWN
    declined = seats.filter(status=SeatStatus.DECLINED, answered_at__gte=since)
    return declined.order_by("-answered_at", "-pk")


def _own_seat(request, group: WorkingGroup) -> Seat | None:
    """What the viewer holds or has asked for."""
    if not request.user.is_authenticated:
        return None
    return group.seats.open().filter(user=request.user).select_related("organisation").first()


def _standing(request, group: WorkingGroup) -> dict:
    """Where the viewer stands with this group, and whether they may join."""
    if not request.user.is_authenticated:
        return {"own_seat": None, "is_lapsed": False, "may_join": False, "declined": None}
    seat = _own_seat(request, group)
    is_lapsed = seat is not None and group.seats.lapsed().filter(pk=seat.pk).exists()
    declined = None if seat else _answered(group.seats.filter(user=request.user)).first()
    return {
        "own_seat": seat,
        "is_lapsed": is_lapsed,
        "may_join": (seat is None or is_lapsed) and policies.can_join(request.user, group),
        "declined": declined,
    }
