from members.organisations.models import Association


def mail_branding() -> dict:
    """What every mail shows of the association that sends it."""
    return {"association": Association.objects.first()}
