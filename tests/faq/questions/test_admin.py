import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cluster_portal.toolkit.history.models import HistoryEvent
from faq.questions.models import AddressSource, OldAddress, RelatedAnswer, RelatedChoice
from faq.search.actions import rebuild_index
from tests.factories.faq import LabelFactory, QuestionFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/faq/oldaddress/add/"


@pytest.fixture
def keeper(editor):
    wanted = Permission.objects.filter(content_type__model="oldaddress")
    editor.user_permissions.add(*wanted)
    return editor


def test_an_address_is_kept_found_and_released_in_the_office(client, keeper):
    client.force_login(keeper)
    question = QuestionFactory(text__title="What is it?")

    client.post(ADD, {"path": "https://wiki.example.org/display/IT/What+is+it", "anchor": "",
                      "question": question.pk})  # fmt: skip

    kept = OldAddress.objects.get()
    assert (kept.path, kept.question, kept.source) == (
        "/display/IT/What is it", question, AddressSource.EDITOR,
    )  # fmt: skip
    assert client.get("/display/IT/What+is+it").status_code == 301
    listed = client.get("/admin/faq/oldaddress/", {"q": "display", "source": "editor"})
    assert "What is it?" in listed.content.decode()
    client.post(reverse("admin:faq_oldaddress_delete", args=[kept.pk]), {"post": "yes"})
    assert not OldAddress.objects.exists()
    kinds = HistoryEvent.objects.about(question).values_list("kind", flat=True)
    assert list(kinds) == ["old_address.released", "old_address.kept"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/wiki/taken", "leads to “Mine?” already"),
        ("wiki", "Please give the whole address"),
        ("/", "Please give the whole address"),
        ("/faq/", "has a page of its own"),
        ("/members", "has a page of its own"),
        ("/" + "x" * 600, "at most 500"),
    ],
)
def test_an_address_that_cannot_be_kept_is_refused_with_a_sentence(client, keeper, address, words):
    client.force_login(keeper)
    OldAddress.objects.create(path="/wiki/taken", question=QuestionFactory(text__title="Mine?"))

    response = client.post(ADD, {"path": address, "question": QuestionFactory().pk})

    content = response.content.decode()
    assert response.status_code == 200
    assert words in content
    assert address in content
    assert OldAddress.objects.count() == 1


def test_releasing_takes_its_permission(client, editor):
    editor.user_permissions.add(Permission.objects.get(codename="view_oldaddress"))
    client.force_login(editor)
    kept = OldAddress.objects.create(path="/wiki/1", question=QuestionFactory())

    assert client.get("/admin/faq/oldaddress/").status_code == 200
    address = reverse("admin:faq_oldaddress_delete", args=[kept.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403


def test_editors_pin_and_mute_on_the_questions_page(client, editor):
    client.force_login(editor)
    label = LabelFactory()
    question, near, far = QuestionFactory(), QuestionFactory(), QuestionFactory()
    for each in (question, near):
        each.labels.add(label)
    rebuild_index()
    address = reverse("admin:faq_question_change", args=[question.pk])
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value} | {"labels": [label.pk]}

    response = client.post(
        address,
        sent
        | {
            "related_choices-TOTAL_FORMS": 2,
            "related_choices-INITIAL_FORMS": 0,
            "related_choices-0-target": near.pk,
            "related_choices-0-choice": "muted",
            "related_choices-0-position": 100,
            "related_choices-1-target": far.pk,
            "related_choices-1-choice": "pinned",
            "related_choices-1-position": 5,
        },
    )

    assert response.status_code == 302, response.context["errors"]
    assert RelatedChoice.objects.filter(question=question).count() == 2
    rows = RelatedAnswer.objects.filter(visibility="public")
    assert set(rows.values_list("question", "target", "reason")) == {
        (question.pk, far.pk, "pinned")
    }
