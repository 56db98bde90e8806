"""The process of the pages: `python -m web.serve` for the data folder of TORENKAMER_DATA_DIR."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from registry import log_lines, settings
from web.app import make_app


def app() -> FastAPI:
    """Return the application of this process; uvicorn calls it once in every worker."""
    log_lines.to_json("web")
    read = settings.load()
    return make_app(read, {name: read.open(name) for name in read.registries})


def main() -> None:
    """Serve until SIGTERM. Behind a reverse proxy on this machine its X-Forwarded headers are believed."""
    log_lines.to_json("web")
    read = settings.load()
    settings.secret(read, "session")  # made before the workers, so that they share it
    uvicorn.run(
        "web.serve:app",
        factory=True,
        host=read.host,
        port=read.port,
        workers=read.web_workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=5,
        limit_concurrency=500,
    )


if __name__ == "__main__":
    main()
