"""A small version of benchmarks/directory: as many questions at 20 members as at 150."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.directory import members
from benchmarks.directory.measuring import pages
from members.organisations.models import Membership, Organisation


@pytest.mark.usefixtures("association")
def test_the_register_asks_as_much_at_many_members_as_at_few(client):
    def asked_at(number):
        Membership.objects.all().delete()
        Organisation.objects.all().delete()
        with connection.cursor() as cursor:  # at worst PostgreSQL plans for empty tables
            cursor.execute("ANALYZE members_organisation, members_membership")
            cursor.execute("ANALYZE members_directoryentry")
        members.write(number)
        counted = {}
        for name, address in pages(client).items():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counted[name] = len(asked)
        return counted

    few = asked_at(20)
    started = time.perf_counter()
    many = asked_at(150)

    assert many == few
    assert 5 <= max(many.values()) <= 7
    assert time.perf_counter() - started < 15
