"""Handing one page to a colleague, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cluster_portal.toolkit.forms import sent
from members.registration import actions, limits
from members.registration.errors import NotOpenError, SharingError
from members.registration.forms import ShareForm
from members.registration.models import Application, ApplicationStatus
from members.registration.views.applicant import asked_today
from members.registration.views.links import by_link


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def application_share(request: HttpRequest, application: Application) -> HttpResponse:
    if application.status != ApplicationStatus.DRAFT:
        return redirect(application)
    form = ShareForm(
        sent(request),
        asked=asked_today(application),
        initial={"step": request.GET.get("step", "")},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            if not limits.may_share(email=data["email"], application_id=application.pk):
                raise SharingError(
                    _("Many links went out within this hour. Please wait for the next.")
                )
            link = actions.share_section(
                application_id=application.pk, language=get_language() or "", **data
            )
        except NotOpenError:
            return redirect(application)
        except SharingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The link is on its way to %(email)s.") % {"email": link.email}
            )
            return redirect(application)
    context = {"application": application, "form": form}
    return render(request, "members/registration/application_share.html", context)


@by_link
@require_POST
def application_share_end(request: HttpRequest, application: Application, pk: int) -> HttpResponse:
    try:
        actions.revoke_section(application_id=application.pk, link_id=pk)
    except NotOpenError:
        return redirect(application)
    messages.success(request, _("The link opens nothing any more."))
    return redirect(application)
