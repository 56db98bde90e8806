"""A data folder and the commands on it, through click's own runner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from cli.main import main


class Folder:
    """Runs commands on `data`, as somebody whose home is `home`."""

    def __init__(self, folder: Path) -> None:
        self.data, self.home = folder / "data", folder / "home"
        self.home.mkdir()

    def run(self, *words: str, typed: str | None = None) -> Result:
        runner = CliRunner(env={"HOME": str(self.home)})
        return runner.invoke(main, ["--data", str(self.data), *words], input=typed)

    def do(self, *words: str, typed: str | None = None) -> str:
        result = self.run(*words, typed=typed)
        assert result.exit_code == 0, (words, result.output, result.exception)
        return result.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self.do(*words, "--json"))

    def refused(self, *words: str) -> str:
        """What a command that ends with 2 says; it prints nothing else."""
        result = self.run(*words)
        assert result.exit_code == 2 and result.stdout == "", (words, result.output, result.exception)
        return result.stderr
