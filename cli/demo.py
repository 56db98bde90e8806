"""`torenkamer demo`: play one mailing of a fictional municipality."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import click

from cli.desk import Desk
from cli.supervisor import Supervisor
from registry import settings as settings_room
from registry.clock import DEMO_MARK
from registry.errors import Anticipated

PREFECT_SECONDS = 180  # after that the play begins all the same and says what it waited for

pass_desk = click.make_pass_decorator(Desk)


class NotADemo(Anticipated):
    """The folder holds a real registry. Facts: folder."""

    code = "not_a_demo"


@click.command()
@click.option("--once", is_flag=True, help="Speel in een tijdelijke map, stop daarna alles en toon het resultaat.")
@click.option("--json", "json_", is_flag=True, help="Toon het resultaat als één JSON-object.")
@click.option("--seed", type=int, default=1, show_default=True, help="Ander zaad, andere contacten.")
@click.option("--port", type=click.IntRange(1, 65535), help="Poort van de pagina's; standaard 8410.")
@pass_desk
def command(desk: Desk, once: bool, json_: bool, seed: int, port: int | None) -> None:
    """Speel de WOZ-mailing van Wierdijk van melding tot terugblik, met een verzette klok, en laat haar zien."""
    if once:
        with tempfile.TemporaryDirectory(prefix="torenkamer-demo-") as folder:
            _play(Path(folder), seed, port, json_, stay=False)
        return
    _play(desk.data_dir or settings_room.default_data_dir().with_name("torenkamer-demo"), seed, port, json_, stay=True)


def _play(folder: Path, seed: int, port: int | None, json_: bool, *, stay: bool) -> None:
    mark(folder)
    read = settings_room.load(folder, port=port)
    supervisor = Supervisor(read, any_port=not stay)
    supervisor.prepare()
    try:
        supervisor.start()
        found = _performed(supervisor, seed, quiet=json_)
        click.echo(json.dumps(found, ensure_ascii=False) if json_ else _told(found))
        if stay:
            click.echo(f"\nBekijk alles op {supervisor.settings.public_url} (stoppen: Ctrl-C)")
            supervisor.watch()
    finally:
        supervisor.stop()


def mark(folder: Path) -> None:
    """Mark a folder as a demo's, so that its clock may be moved.

    Raises:
        NotADemo: it holds a registry that is not a demo's.
    """
    if (folder / settings_room.REGISTRIES).exists() and not (folder / DEMO_MARK).exists():
        raise NotADemo(folder=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / DEMO_MARK).touch()


def _performed(supervisor: Supervisor, seed: int, *, quiet: bool) -> dict[str, object]:
    from demo import founding, play
    from drafting.mask import mask
    from flows import trigger
    from flows.installation import opened
    from registry import migrate, organisation

    told = _Told(quiet, time.monotonic())
    told.line(f"De pagina's staan straks op {supervisor.settings.public_url}")
    with opened("main", supervisor.settings.data_dir) as house:
        migrate.upgrade(house.store)
        with house.store.reading() as session:
            is_new = not organisation.list_organisations(session)
        if is_new:
            founding.found(house, seed, mask, told.line)
        told.line("Prefect komt op")
        deadline = time.monotonic() + PREFECT_SECONDS
        while not trigger.is_ready(supervisor.settings) and time.monotonic() < deadline:
            supervisor.tend()
            time.sleep(0.5)
        playing = play.Play(house, seed, mask)
        steps = play.steps()
        for number, step in enumerate(steps, start=1):
            told.line(f"[{number:>2}/{len(steps)}] {step.moment:%d-%m-%Y}  {step.name}")
            playing.perform(step, meanwhile=supervisor.tend)
        return play.result(playing)


class _Told:
    """Tells on the error stream how far the play is, with the seconds that went by."""

    def __init__(self, quiet: bool, started_at: float) -> None:
        self._quiet = quiet
        self._started_at = started_at

    def line(self, text: str) -> None:
        """Write one line, unless only the result is wanted."""
        if not self._quiet:
            click.echo(f"{time.monotonic() - self._started_at:6.1f} s  {text}", err=True)
            sys.stderr.flush()


def _told(found: dict[str, object]) -> str:
    forecast, review, truth, following = (found[name] for name in ("forecast", "review", "truth", "next_forecast"))
    assert (
        isinstance(forecast, dict)
        and isinstance(review, dict)
        and isinstance(truth, dict)
        and isinstance(following, dict)
    )
    return "\n".join(
        [
            "",
            f"Prognose vooraf:   {forecast['expected']:.0f} extra contacten ({forecast['low']:.0f} tot {forecast['high']:.0f})",
            f"Terugblik:         {review['extra']:.0f} ({review['lo90']:.0f} tot {review['hi90']:.0f}), piekdag {review['peak_day']}",
            f"Waarheid (verborgen tot nu): {truth['extra']}, piekdag {truth['peak_day']}",
            f"Volgend jaar:      {following['expected']:.0f} ({following['low']:.0f} tot {following['high']:.0f}), een smallere band",
        ]
    )
