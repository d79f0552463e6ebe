from django.db import migrations
from django.utils.text import slugify


def name_them(apps, schema_editor):
    """What stood in the catalogue was offered from its first day, and ended where it had a last."""
    service_model = apps.get_model("members", "Service")
    taken = set()
    for service in service_model.objects.order_by("pk"):
        words = slugify(service.name_en or service.name or service.name_ro or "")[:70]
        key = words or f"service-{service.pk}"
        service.key = f"{key}-{service.pk}" if key in taken else key
        taken.add(service.key)
        service.year = service.offered_from.year
        service.status = "closed" if service.offered_until else "offered"
        service.save(update_fields=["key", "year", "status"])


class Migration(migrations.Migration):
    """Nothing to undo: the columns go with the migration before."""

    dependencies = [("members", "0032_services_by_year")]
    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
