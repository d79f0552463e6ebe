from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of
from governance.meetings.guards import require_reader
from governance.meetings.models import Meeting
from governance.meetings.policies import can_attend
from governance.minutes import policies, reading
from governance.minutes.forms import MinutesSearchForm
from governance.minutes.models import Minutes


@require_safe
def minutes_list(request: HttpRequest) -> HttpResponse:
    """All minutes that the person may read, or those that hold the words looked for."""
    require_reader(request.user)
    minutes = Minutes.objects.visible_to(request.user).for_list()
    form = MinutesSearchForm(request, years=minutes.years())
    found = minutes.of_year(form.chosen_year).matching(form.words)
    return render(
        request,
        "governance/minutes/minutes_list.html",
        {"form": form, "page": page_of(request, found)},
    )


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Before a meeting its notice, afterwards its minutes, as far as the person may read them."""
    require_reader(request.user)
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    minutes = Minutes.objects.visible_to(request.user).filter(meeting=meeting).first()
    return render(
        request,
        "governance/minutes/meeting_detail.html",
        {
            "meeting": meeting,
            "minutes": minutes,
            "text": reading.text_of(minutes) if minutes else None,
            "corrections": reading.corrections_of(minutes) if minutes else [],
            "agenda": reading.agenda_of(meeting, minutes, request.user),
            "attendance": reading.attendance_of(meeting, minutes, request.user),
            "may_attend": meeting.is_ahead and can_attend(request.user, meeting),
            "sees_history": policies.can_read_drafts(request.user),
        },
    )
