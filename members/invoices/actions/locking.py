from members.invoices.models import EFacturaSubmission, Invoice


def locked(invoice_id: int) -> Invoice:
    return (
        Invoice.objects.select_for_update(of=["self"], no_key=True)
        .select_related("organisation")
        .get(pk=invoice_id)
    )


def locked_submission(submission_id: int) -> EFacturaSubmission:
    return (
        EFacturaSubmission.objects.select_for_update(of=["self"], no_key=True)
        .select_related("invoice")
        .get(pk=submission_id)
    )
