"""Invented members for measuring: names, towns, competences as a cluster has them."""

import datetime as dt
import random

from django.utils import timezone

from members.organisations.models import Category, Membership, MembershipStatus, Organisation

STEMS = ["Nordic", "Someș", "Feleac", "Delta", "Cristal", "Pădure", "Argint", "Orizont", "Vector",
         "Lumen", "Tetra", "Ștrand", "Ceas", "Munte", "Izvor", "Quanta"]  # fmt: skip
KINDS = ["Software", "Systems", "Robotics", "Labs", "Studio", "Energie", "Medical", "Date"]
TOWNS = ["Cluj-Napoca", "Oradea", "Brașov", "Sibiu", "Târgu Mureș", "București", "Iași"]
COMPETENCES = [f"{what} {how}" for what in (
    "cloud", "securitate", "robotică", "imagistică", "plăți", "logistică", "energie", "date",
    "învățare automată", "testare", "embedded", "mobil", "rețele", "jocuri", "educație",
) for how in ("industriale", "pentru spitale", "în timp real", "deschise", "")]  # fmt: skip
SEARCHES = ["cloud", "robotica", "software cluj", "pădure", "brasov energie", "securitate spitale",
            "invatare automata", "qunta", "robotca", "zzzz", "srl", "a"]  # fmt: skip


def write(number: int, seed: int = 20261128) -> None:
    chance = random.Random(seed)
    rows = [
        Organisation(
            display_name=f"{chance.choice(STEMS)} {chance.choice(KINDS)} {place}",
            legal_name=f"{chance.choice(STEMS)} {chance.choice(KINDS)} {place} SRL",
            slug=f"measured-{place}",
            identifier=f"M{place}",
            country="XK",
            category=chance.choices(Category.values, weights=[80, 6, 4, 6, 4])[0],
            city=chance.choice(TOWNS),
            competences=[word.strip() for word in chance.sample(COMPETENCES, 5)],
            summary_en="We build what our customers need, in time and within the budget.",
            summary_ro="Construim ce le trebuie clienților, la timp și în buget.",
            description_en="words " * 200,
            is_example=True,
        )
        for place in range(number)
    ]
    made = Organisation.objects.bulk_create(rows, batch_size=500)
    since = timezone.localdate() - dt.timedelta(days=400)
    Membership.objects.bulk_create(
        [
            Membership(organisation=one, status=MembershipStatus.ACTIVE, approved_on=since,
                       started_on=since)
            for one in made
        ],
        batch_size=500,
    )  # fmt: skip
