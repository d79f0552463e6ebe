from django.db import migrations


def capitalise(apps, schema_editor):
    """They stand below a greeting, as a sentence of their own."""
    for level in apps.get_model("members", "ReminderLevel").objects.all():
        for field in ("text", "text_en", "text_ro"):
            words = getattr(level, field) or ""
            setattr(level, field, words[:1].upper() + words[1:])
        level.save(update_fields=["text", "text_en", "text_ro"])


class Migration(migrations.Migration):
    dependencies = [("members", "0044_why_another_rate")]
    operations = [migrations.RunPython(capitalise, migrations.RunPython.noop)]
