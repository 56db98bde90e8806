"""All deployments in one place: what `serve` runs on one machine and what `prefect.yaml` gives to workers.

`python -m flows.deployments` serves them; `python -m flows.deployments yaml` prints prefect.yaml.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect import Flow, serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Interval
from prefect.types.entrypoint import EntrypointType

from flows.deliver import deliver_notices
from flows.looking import look_after_import
from flows.notify import notify_kcc
from flows.prepare import prepare_mailing
from flows.remind import remind_people
from flows.review import review_contacts
from flows.sweep import sweep_all
from registry import settings

# A run is a process that costs two seconds of processor time before it works, and it takes the others' work along: more at
# once than there are processors only makes each of them later.
RUNS_AT_ONCE = max(2, os.cpu_count() or 2)


@dataclass(frozen=True)
class Deployment:
    """A flow with the module entrypoint that workers load. `by_clock`: also every so many seconds, once per registry."""

    flow: Flow[..., Any]
    entrypoint: str
    by_clock: bool = False

    @property
    def name(self) -> str:
        """Deployment and flow bear the same name, so that the trigger needs to know one word only."""
        return self.flow.name


DEPLOYMENTS = (
    Deployment(notify_kcc, "flows.notify.notify_kcc"),
    Deployment(prepare_mailing, "flows.prepare.prepare_mailing"),
    Deployment(remind_people, "flows.remind.remind_people"),
    Deployment(deliver_notices, "flows.deliver.deliver_notices"),
    Deployment(review_contacts, "flows.review.review_contacts"),
    Deployment(look_after_import, "flows.looking.look_after_import"),
    Deployment(sweep_all, "flows.sweep.sweep_all", by_clock=True),
)


def runner_deployments(registries: tuple[str, ...], sweep_seconds: int) -> Iterator[RunnerDeployment]:
    """Give what `serve` runs. A sweep that is still busy when the next one comes lets that one go by."""
    for item in DEPLOYMENTS:
        schedules = [
            Interval(timedelta(seconds=sweep_seconds), parameters={"registry": name}, slug=name) for name in registries
        ]
        made = item.flow.to_deployment(
            item.name,
            schedules=schedules if item.by_clock else None,
            concurrency_limit=_one_per_registry(len(registries)) if item.by_clock else None,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        assert isinstance(made, RunnerDeployment)  # a coroutine only inside a running event loop
        yield made


def prefect_yaml(registries: tuple[str, ...], sweep_seconds: int) -> str:
    """Return prefect.yaml for a work pool; JSON is YAML, so nothing needs to be quoted by hand."""
    deployments = [
        {
            "name": item.name,
            "entrypoint": item.entrypoint,
            "work_pool": {"name": "torenkamer"},
            "schedules": [
                {"interval": sweep_seconds, "parameters": {"registry": name}, "slug": name} for name in registries
            ]
            if item.by_clock
            else [],
            "concurrency_limit": {"limit": len(registries), "collision_strategy": "CANCEL_NEW"}
            if item.by_clock
            else None,
        }
        for item in DEPLOYMENTS
    ]
    head = "# Made by `python -m flows.deployments yaml`; change flows/deployments.py instead.\n"
    return head + json.dumps({"name": "torenkamer", "deployments": deployments}, indent=2) + "\n"


def _one_per_registry(count: int) -> ConcurrencyLimitConfig:
    return ConcurrencyLimitConfig(limit=count, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def main() -> None:
    """Serve the deployments of the installation, or print prefect.yaml."""
    if sys.argv[1:] == ["yaml"]:
        sys.stdout.write(prefect_yaml(("main",), 60))
        return
    read = settings.load()
    made = runner_deployments(read.registries, read.sweep_seconds)
    serve(*made, limit=RUNS_AT_ONCE, pause_on_shutdown=False, print_starting_message=False)


if __name__ == "__main__":
    main()
