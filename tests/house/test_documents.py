"""The documents are true where a machine can tell: links lead somewhere, settings and commands are those of the code."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent.parent


def _documents() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name and "/vendor/" not in name]
    return [ROOT / name for name in names if (ROOT / name).exists()]


def broken_links(document: Path) -> list[str]:
    """Relative links of a document that lead to no file or to no heading."""
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        file = (document.parent / path) if path else document
        if not file.exists() or (heading and heading not in _anchors(file)):
            broken.append(target)
    return broken


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = _documents()
    assert documents
    assert {str(path.relative_to(ROOT)): found for path in documents if (found := broken_links(path))} == {}


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# One\n[b](b.md) [c](#one) [d](#two) [e](https://wierdijk.example/x)")
    assert broken_links(tmp_path / "a.md") == ["b.md", "#two"]


def test_every_setting_is_documented_with_its_default() -> None:
    from registry.settings import Settings

    rows = re.findall(
        r"^\| `(\w+)` \| (?:`([^`]*)`|[^|]*) \|", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE
    )
    documented = {name: default for name, default in rows if name in Settings.model_fields}
    assert set(documented) == set(Settings.model_fields)
    plain = {
        name: field.default
        for name, field in Settings.model_fields.items()
        if isinstance(field.default, str | int) and name != "data_dir"
    }
    assert {name: documented[name] for name in plain} == {
        name: str(value).replace("True", "true").replace("False", "false") for name, value in plain.items()
    }


def test_the_example_settings_are_settings() -> None:
    from registry.settings import Settings

    named = set(re.findall(r"^#?TORENKAMER_(\w+)=", (ROOT / "deploy/torenkamer.env").read_text(), re.MULTILINE))
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_every_decision_is_in_the_list_and_numbered_in_order() -> None:
    folder = ROOT / "docs/decisions"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()) == files


def test_the_glossary_knows_every_stage_role_and_state() -> None:
    from registry.kinds import NoticeState, Role, Stage

    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    unknown = [
        member.value for kind in (Stage, Role, NoticeState) for member in kind if f"`{member.value}`" not in glossary
    ]
    assert unknown == []


def _commands(group: click.Group, prefix: str = "") -> dict[str, click.Command]:
    """Every command that can be run, by its words."""
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{prefix}{name} is listed and does not exist"
        found |= (
            _commands(command, f"{prefix}{name} ") if isinstance(command, click.Group) else {prefix + name: command}
        )
    return found


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    from cli.main import main

    rows = re.findall(r"^\| (`[^|]*`) \|", (ROOT / "docs/reference/commands.md").read_text(), re.MULTILINE)
    documented = {
        " ".join(word for word in code.split() if re.fullmatch(r"[a-z-]+", word) and not word.startswith("-"))
        for row in rows
        for code in re.findall(r"`([^`]+)`", re.sub(r"\[[^\]]*\]|--\S+ [A-Z]+", "", row))
    }
    assert documented == set(_commands(main))


def test_every_command_helps_in_a_sentence() -> None:
    from cli.main import main

    assert [name for name, command in _commands(main).items() if not (command.help or "").strip()] == []
