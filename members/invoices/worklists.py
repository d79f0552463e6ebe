from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.invoices.models import EFacturaSubmission, Invoice, InvoiceStatus


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("To send to RO e-Factura, overdue first"),
            rows=EFacturaSubmission.objects.waiting().select_related("invoice__organisation"),
            permission="members.view_efacturasubmission",
            changelist="members_efacturasubmission",
            query="deadline=waiting",
            empty=_("Every document is with RO e-Factura."),
        ),
        Worklist(
            title=_("Pro-formas to invoice or to withdraw"),
            rows=Invoice.objects.filter(
                kind="proforma", status=InvoiceStatus.ISSUED, due_on__lt=timezone.localdate()
            )
            .select_related("organisation")
            .order_by("due_on", "pk"),
            permission="members.issue_invoice",
            changelist="members_invoice",
            query="kind__exact=proforma&status__exact=issued",
            empty=_("No pro-forma is past its day."),
        ),
    ]
