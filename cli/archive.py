"""The archive of an installation: every registry, the settings and the secrets in one tar file with mode 0600."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path

from registry import backup, settings
from registry.backup import BadBackup, NotEmpty, Progress
from registry.settings import FILE, REGISTRIES, SECRET_NAMES, Settings

SECRETS = "secrets"


def write(read: Settings, target: Path, progress: Progress) -> None:
    """Write the archive of a running or resting installation.

    Raises:
        NotEmpty: the file exists.
    """
    if target.exists():
        raise NotEmpty(target=target.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(target.name + ".part")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    with (
        tempfile.TemporaryDirectory(dir=target.parent) as folder,
        tarfile.open(fresh, "w:gz", compresslevel=3) as archive,
    ):
        for name in read.registries:
            copy = Path(folder) / f"{name}.sqlite3"
            store = read.open(name)
            try:
                backup.copy_out(store, copy, progress)
            finally:
                store.close()
            archive.add(copy, f"{REGISTRIES}/{copy.name}")
        for name in SECRET_NAMES:
            settings.secret(read, name)
            archive.add(read.data_dir / SECRETS / name, f"{SECRETS}/{name}")
        if (read.data_dir / FILE).exists():
            archive.add(read.data_dir / FILE, FILE)
    fresh.replace(target)


def read_into(source: Path, read: Settings, progress: Progress) -> None:
    """Restore an archive into an empty data folder.

    Raises:
        NotEmpty: the folder holds a registry or secrets already.
        BadBackup: the archive is damaged or something else.
    """
    if any((read.data_dir / name).exists() for name in (SECRETS, FILE, REGISTRIES)):
        raise NotEmpty(target=str(read.data_dir))
    read.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=read.data_dir) as folder:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError, OSError) as error:
            raise BadBackup(filename=source.name, problem=type(error).__name__) from error
        unpacked = Path(folder)
        if (unpacked / FILE).exists():
            (unpacked / FILE).replace(read.data_dir / FILE)
        restored = settings.load(read.data_dir)
        for name in restored.registries:
            _restore_registry(unpacked / REGISTRIES / f"{name}.sqlite3", restored, name, progress)
        (read.data_dir / SECRETS).mkdir(mode=0o700)
        for name in SECRET_NAMES:
            (unpacked / SECRETS / name).chmod(0o600)
            (unpacked / SECRETS / name).replace(read.data_dir / SECRETS / name)


def _restore_registry(copy: Path, read: Settings, name: str, progress: Progress) -> None:
    if not copy.exists():
        raise BadBackup(filename=copy.name, problem="ontbreekt in het archief")
    store = read.open(name)
    try:
        backup.copy_in(copy, store, progress)
    finally:
        store.close()
