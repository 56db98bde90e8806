"""Run by tools/wheel.py in the clean environment: imports every module, renders every template, loads every flow."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import pkgutil
import sys
import sysconfig
from pathlib import Path

sys.modules["smtplib"] = None  # type: ignore[assignment]
sys.path.append(str(Path(__file__).parent))
INSTALLED = Path(sysconfig.get_paths()["purelib"])


def rooms() -> list[str]:
    """The top-level packages that the wheel brought."""
    files = importlib.metadata.files("torenkamer") or []
    return sorted({file.parts[0] for file in files if len(file.parts) > 1 and file.name == "__init__.py"})


def import_everything() -> int:
    count = 0
    for room in rooms():
        package = importlib.import_module(room)
        place = Path(package.__file__ or "")
        assert place.is_relative_to(INSTALLED), f"{room} comes from {place}, not from the wheel"
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            # __main__ runs when imported; a migration is loaded by Alembic and fails outside it
            if not module.name.endswith(".__main__") and ".migrations." not in module.name:
                importlib.import_module(module.name)
                count += 1
    return count


def render_templates() -> int:
    """Compiles every Jinja2 template, then renders every page and mail with the samples of the tests, in each language."""
    environments = importlib.import_module("templates.environment")
    # tools/wheel.py lays these beside this file
    samples, mailing_samples, mail_samples = map(
        importlib.import_module, ("samples", "mailing_samples", "mail_samples")
    )
    count = 0
    for language in environments.LANGUAGES:
        environment = environments.environment(language)
        for name in environment.list_templates(extensions=["html", "txt", "xml", "j2"]):
            if "/static/" not in name:
                environment.get_template(name)
        for name, sizes in samples.PAGES.items():
            for sample in sizes:
                environments.render_page(
                    name, language, frame=mailing_samples.FULL_FRAME, page=samples.value_of(sample)
                )
                count += 1
        for name, sizes in mail_samples.MAILS.items():
            for sample in sizes:
                environments.render_mail(name, language, frame=mail_samples.MAIL_FRAME, mail=sample)
                count += 1
    return count


def load_flows() -> int:
    from prefect import Flow

    import flows

    found = 0
    for module in pkgutil.iter_modules(flows.__path__, "flows."):
        loaded = importlib.import_module(module.name)
        for flow in (value for value in vars(loaded).values() if isinstance(value, Flow)):
            if flow.fn.__module__ == module.name:
                assert flow.isasync, f"{module.name}.{flow.fn.__name__} is not async"
                found += 1
    return found


def migrate_a_database() -> str:
    """The revisions travel in the wheel too."""
    store = importlib.import_module("registry.store").open_store(f"sqlite:///{Path.cwd() / 'probe.sqlite3'}")
    migrate = importlib.import_module("registry.migrate")
    migrate.upgrade(store)
    reached = str(migrate.current(store))
    store.close()
    return reached


def main() -> None:
    os.environ.setdefault("PREFECT_HOME", str(Path.cwd() / "prefect"))
    modules, templates, flows = import_everything(), render_templates(), load_flows()
    revision = migrate_a_database()
    print(f"wheel: {len(rooms())} rooms, {modules} modules, {templates} renderings, {flows} flows, revision {revision}")
    if not templates or not flows:
        sys.exit("wheel: a room is empty")


if __name__ == "__main__":
    main()
