"""What is kept of searches, and for how long: 90 days, then how often in a month, from three on."""

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from faq.demand.models import Gap, GapQuery, SearchCount, SearchEvent

KEPT = dt.timedelta(days=90)
FEWEST = 3
# A month is counted whole when its first day goes; later nights find fewer rows, never more.
_COUNT = """
INSERT INTO faq_searchcount AS held (words, language, month, times)
SELECT words, language, month, count(*)
FROM (
    SELECT words, language, date_trunc('month', searched_at AT TIME ZONE %(zone)s)::date AS month
    FROM faq_searchevent
) AS event
WHERE month IN (
    SELECT DISTINCT date_trunc('month', searched_at AT TIME ZONE %(zone)s)::date
    FROM faq_searchevent WHERE searched_at < %(before)s
)
GROUP BY words, language, month
HAVING count(*) >= %(fewest)s
ON CONFLICT ON CONSTRAINT search_count_once_a_month DO UPDATE
SET times = greatest(held.times, excluded.times)
"""


@transaction.atomic
def count_old_searches() -> int:
    """Count what is older than 90 days and delete it; safe to run twice. Returns how many went.

    Wordings of gaps that were rarer than that go, too, and gaps without any wording left.
    """
    before = timezone.now() - KEPT
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"zone": settings.TIME_ZONE, "before": before, "fewest": FEWEST})
    gone, _rows = SearchEvent.objects.filter(searched_at__lt=before).delete()
    counts = SearchCount.objects.filter(words=OuterRef("words"), language=OuterRef("language"))
    GapQuery.objects.filter(last_at__lt=before, times__lt=FEWEST).exclude(Exists(counts)).delete()
    Gap.objects.filter(queries__isnull=True).delete()
    return gone
