from django.db import migrations

# Days after the day of payment, a task for the office or not, subject and text in both languages.
LADDER = [
    (-7, False,
     "To be paid in a week", "De plătit într-o săptămână",
     "a short word before the day of payment. If the payment is on its way, there is nothing to do.",
     "un scurt mesaj înainte de scadență. Dacă plata este pe drum, nu aveți nimic de făcut."),
    (0, False,
     "To be paid today", "De plătit azi",
     "today is the day of payment. If you have paid in the meantime, there is nothing to do.",
     "azi este ziua scadenței. Dacă ați plătit între timp, nu aveți nimic de făcut."),
    (7, False,
     "Payment is late", "Plata a întârziat",
     "we have not found your payment yet. Perhaps it was overlooked, perhaps we cannot tell it: if "
     "you have paid, send us a proof by the link below.",
     "nu am găsit încă plata dumneavoastră. Poate a fost uitată, poate nu o recunoaștem: dacă ați "
     "plătit, trimiteți-ne o dovadă prin linkul de mai jos."),
    (15, False,
     "First reminder", "Prima somație",
     "the sum below is still open. Please pay it within the next days, or tell us what stands in "
     "the way.",
     "suma de mai jos este încă neplătită. Vă rugăm să o plătiți în zilele următoare sau să ne "
     "spuneți ce vă împiedică."),
    (30, False,
     "Second reminder", "A doua somație",
     "in spite of our reminder the sum below is still open. Please pay it now, or write to us so "
     "that we can agree on a way.",
     "deși v-am mai scris, suma de mai jos este încă neplătită. Vă rugăm să o plătiți acum sau să "
     "ne scrieți, ca să găsim împreună o soluție."),
    (45, True,
     "Call them", "De sunat",
     "Three letters had no answer: call, agree on a way, or bring it to the Board.",
     "Trei scrisori au rămas fără răspuns: sunați, conveniți o soluție sau aduceți cazul în fața "
     "Consiliului Director."),
]  # fmt: skip


def fill(apps, schema_editor):
    """A ladder to begin with; the office changes it in the admin."""
    Level = apps.get_model("members", "ReminderLevel")
    for days, is_task, subject_en, subject_ro, text_en, text_ro in LADDER:
        Level.objects.get_or_create(
            days=days,
            defaults={
                "is_task": is_task,
                "subject": subject_en, "subject_en": subject_en, "subject_ro": subject_ro,
                "text": text_en, "text_en": text_en, "text_ro": text_ro,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("members", "0010_renewals")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
