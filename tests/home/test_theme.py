import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.home import stylesheet, theme

CSS = Path(settings.ROOT) / "static" / "css"
PAPERS = {"light": ("#fdfdfc", "#f3f4f3"), "dark": ("#111418", "#191d22")}
colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_any_accent_can_be_read_on_every_ground(accent):
    safe = theme.of(accent)

    for paper in PAPERS["light"]:
        assert theme.contrast(safe.accent, paper) >= 7
        assert theme.contrast(safe.accent_deep, paper) >= 7
    for paper in PAPERS["dark"]:
        assert theme.contrast(safe.dark_accent, paper) >= 7
        assert theme.contrast(safe.dark_accent_deep, paper) >= 7


@given(colours.filter(lambda colour: theme.contrast(colour, "#f3f4f3") >= 7))
def test_an_accent_that_can_be_read_stays_as_it_is(accent):
    assert theme.of(accent).accent == accent


def test_the_grounds_reckoned_with_are_those_of_the_tokens():
    tokens = (CSS / "tokens.css").read_text()

    assert re.findall(r"--wash: (#\w{6});", tokens) == [theme.LIGHT_PAPER, theme.DARK_PAPER]
    assert f"--accent: {theme.DEFAULT};" in tokens


@pytest.mark.parametrize(("ground", "start"), [("light", 0), ("dark", 1)])
def test_every_colour_of_text_has_a_contrast_of_seven(ground, start):
    tokens = (CSS / "tokens.css").read_text().split("prefers-color-scheme: dark")[start]

    for name in ("ink", "soft", "accent", "accent-deep", "good", "wait", "bad"):
        colour = re.search(rf"--{name}: (#\w{{6}});", tokens).group(1)
        for paper in PAPERS[ground]:
            assert theme.contrast(colour, paper) >= 7, name


def test_colours_stand_in_the_tokens_and_nowhere_else():
    for file in CSS.rglob("*.css"):
        if file.name != "tokens.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?!\s*[,{])|rgba?\(|hsla?\(", _rules(file)), (
                file.name
            )


def _rules(file: Path) -> str:
    """The declarations alone: no comments, no selectors."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
    return "\n".join(re.findall(r":\s[^;{]*;", text))


@pytest.mark.django_db
def test_the_sheet_holds_every_component_and_the_associations_accent(client, association):
    association.accent = "#931a6f"
    association.save()

    response = client.get(reverse("theme"))

    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    css = response.content.decode()
    assert css.startswith("@layer tokens, base, layout, components;")
    for component in (CSS / "components").glob("*.css"):
        assert component.read_text() in css
    assert "--accent:#931a6f" in css


@pytest.mark.django_db
def test_the_sheet_is_kept_for_ever_under_the_address_that_pages_name(client, association):
    html = client.get(reverse("home:privacy")).content.decode()
    address = re.search(r'href="(/theme\.css\?v=\w+)"', html).group(1)

    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/theme.css?v=old").headers["Cache-Control"]


@pytest.mark.django_db
def test_another_accent_has_another_address(client, association):
    before = client.get(reverse("home:privacy")).content.decode()
    association.accent = "#931a6f"
    association.save()
    after = client.get(reverse("home:privacy")).content.decode()

    found = [re.search(r"/theme\.css\?v=(\w+)", html).group(1) for html in (before, after)]
    assert found[0] != found[1]


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_the_sheet_is_packed_as_the_browser_asks(client, association, encoding):
    plain = client.get(reverse("theme")).content
    packed = client.get(reverse("theme"), headers={"accept-encoding": f"{encoding};q=1.0"})

    assert packed.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain) / 3


@pytest.mark.django_db
def test_the_admin_gets_the_tokens_outside_of_layers(client, association):
    css = client.get(reverse("theme_admin")).content.decode()

    assert "--ink:" in css
    assert "#site-name" in css
    assert "@layer" not in css


def test_the_sheet_is_small():
    assert len(stylesheet.packed("#0b5c6b", "site", "br")) < 16_000
