import io

import pytest
from django.core.management import call_command

from governance.minutes.models import Minutes
from members.organisations.models import Organisation
from tests.factories.governance import MinutesFactory
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db


def render() -> str:
    said = io.StringIO()
    call_command("render_markdown", stdout=said)
    return said.getvalue().strip()


def test_stale_html_is_made_anew_in_every_language_also_of_what_may_not_change():
    minutes = MinutesFactory(body_en="# *Budget*", body_ro="Bugetul")
    company = OrganisationFactory(description="Tea & biscuits")
    Minutes.objects.update(body_html_en="<script>old</script>", body_html_ro="old")
    Organisation.objects.update(description_html_en="old")

    assert render() == "Texts rendered anew: 3"

    minutes.refresh_from_db()
    company.refresh_from_db()
    assert minutes.body_html_en == '<h3 id="h-budget"><em>Budget</em></h3>\n'
    assert minutes.body_html_ro == "<p>Bugetul</p>\n"
    assert company.description_html_en == "<p>Tea &amp; biscuits</p>\n"


def test_a_second_run_finds_nothing_to_do():
    MinutesFactory()
    render()

    assert render() == "Texts rendered anew: 0"
