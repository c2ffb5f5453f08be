"""The image and the chart's values: what they name is there, and they fit each other."""

import re

import yaml

from environment import ROOT

HUB = ROOT / "tools" / "hub"


def dockerfile() -> str:
    return (HUB / "Dockerfile").read_text(encoding="utf-8")


def values() -> dict:
    return yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))


def test_everything_that_the_image_copies_is_there() -> None:
    copied = [line.split()[1:-1] for line in dockerfile().splitlines() if line.startswith("COPY")]
    names = [name for line in copied for name in line]
    assert {"notebooks", "minigrad", "requirements.txt"} <= set(names)
    for name in names:
        assert (ROOT / name).exists(), name


def test_the_command_hands_out_and_starts_below_the_home_that_is_mounted() -> None:
    home = values()["singleuser"]["storage"]["homeMountPath"]
    command = dockerfile().rpartition("CMD ")[2]
    assert "/srv/minigrad/tools/handout.py minigrad" in command
    assert f"root_dir={home}/minigrad" in command
    assert f"WORKDIR {home}\n" in dockerfile()
    assert (ROOT / "tools" / "handout.py").exists()
    assert values()["singleuser"]["cmd"] is None  # so the image's own command runs


def test_the_first_page_is_a_notebook_of_the_course() -> None:
    page = values()["singleuser"]["defaultUrl"]
    assert (ROOT / page.removeprefix("/lab/tree/")).exists()


def test_image_and_values_name_one_tag() -> None:
    image = values()["singleuser"]["image"]
    pages = dockerfile() + (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    named = re.findall(r"(\S+)/minigrad-course:(\S+)", pages)
    assert len(named) == 4 and {tag for _, tag in named} == {image["tag"]}
    # No name is looked up in a registry where it is a stranger's: RFC 6761 reserves both.
    assert {host for host, _ in named} == {"localhost", "your-registry.invalid"}
    assert image["name"].count("/") and "." in image["name"].partition("/")[0]
