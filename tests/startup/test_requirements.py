"""The pinned requirements are what pyproject.toml asks for, with hashes and without hosts."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cluster_portal.localstate import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(found[0]): found[1]
        for found in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text, re.M)
    }


def wishes(*groups: str) -> list[Requirement]:
    found = [*PROJECT["project"]["dependencies"]]
    for group in groups:
        found += [wish for wish in PROJECT["dependency-groups"][group] if isinstance(wish, str)]
    return [Requirement(wish) for wish in found]


def assert_fulfilled(name: str, asked: list[Requirement]) -> None:
    have = pins(name)
    unmet = [
        str(wish)
        for wish in asked
        if canonicalize_name(wish.name) not in have
        or not wish.specifier.contains(have[canonicalize_name(wish.name)], prereleases=True)
    ]
    assert unmet == [], f"compile {name} again from pyproject.toml"


def test_what_runs_is_pinned_as_the_project_asks():
    assert_fulfilled("requirements.txt", wishes("local"))


def test_what_checks_is_pinned_as_the_project_asks():
    assert_fulfilled("requirements-dev.txt", wishes("local", "dev"))


def test_both_files_hold_the_same_versions():
    running, checking = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: checking.get(name) for name in running} == running


def test_every_pin_has_hashes_and_no_file_names_a_host():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in text
        assert "--index" not in text
