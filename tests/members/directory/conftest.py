import pytest
from django.urls import reverse


@pytest.fixture
def listed(client):
    """The names that the register shows, in its order."""

    def ask(**query):
        response = client.get(reverse("members:organisation_list"), query)
        assert response.status_code == 200
        return [str(one) for one in response.context["page"]]

    return ask
