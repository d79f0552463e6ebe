from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of
from governance.mandates.roster import roster
from governance.meetings.forms import MeetingFilterForm
from governance.meetings.guards import require_reader
from governance.meetings.models import Body, Meeting
from members.organisations.models import StatuteRules

# Ahead there are few; should somebody plan years of them, the list shows the nearest.
AHEAD = 24


@login_not_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who serves, how they decide, when they meet next; the same for everybody."""
    today = timezone.localdate()
    return render(
        request,
        "governance/meetings/board.html",
        {
            "roster": roster(today),
            "next_meeting": Meeting.objects.upcoming().filter(body=Body.BOARD).first(),
            "rules": StatuteRules.objects.in_force(today),
        },
    )


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    require_reader(request.user)
    meetings = Meeting.objects.visible_to(request.user)
    form = MeetingFilterForm(request.GET, years=meetings.years())
    found = meetings.matching(**form.chosen())
    page = page_of(request, found.over().with_minutes_status())
    return render(
        request,
        "governance/meetings/meeting_list.html",
        {
            "form": form,
            "page": page,
            "ahead": found.not_over()[:AHEAD] if page.number == 1 else [],
            "is_filtered": bool(form.chosen()),
        },
    )
