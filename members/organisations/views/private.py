"""What only the people who answer for an organisation see of it, and the office."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.uploads import download
from members.organisations import policies
from members.organisations.models import SizeDeclaration
from members.organisations.requests import MemberRequest


@require_safe
def size_evidence(request: MemberRequest, pk: int) -> FileResponse:
    visible = SizeDeclaration.objects.visible_to(request.user).select_related("organisation")
    size = get_object_or_404(visible, pk=pk)
    if not policies.can_see_private(request.user, size.organisation):
        raise PermissionDenied
    if not size.evidence:
        raise Http404
    return download(size.evidence, name=size.evidence_name)
