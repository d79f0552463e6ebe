import statistics
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.directory import members

ROUNDS = 5


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some rounds, after one to warm up."""
    work()
    taken = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def pages(client: Client) -> dict[str, str]:
    """What is asked for, by what it is called in the table."""
    addresses = {"the whole list": "/members/", "page 40": "/members/?page=40"}
    addresses |= {f"“{words}”": f"/members/?q={words}" for words in members.SEARCHES}
    addresses["one category, one competence"] = "/members/?category=company&competence=cloud"
    return addresses


def report(number: int) -> None:
    with transaction.atomic():
        members.write(number)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE members_organisation, members_membership")
            cursor.execute("ANALYZE members_directoryentry")
        client = Client(headers={"host": "localhost"})
        print(f"| at {number} organisations | queries | ms |\n|---|--:|--:|")
        for name, address in pages(client).items():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            number_asked = len(asked)
            taken = milliseconds(lambda address=address: client.get(address))
            print(f"| {name} | {number_asked} | {taken:.0f} |")
        transaction.set_rollback(True)
