from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.accounts import actions
from members.accounts.forms import ProfileForm
from members.accounts.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """What a person says about themselves: name, telephone, language of mails."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        actions.describe_person(person_id=request.user.pk, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("members:profile")
    return render(request, "members/accounts/profile.html", {"form": form})
