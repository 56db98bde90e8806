"""Renders every page with its samples to files, and pictures of them: `python tests/templates/gallery.py DIR [--no-pictures]`.

Needs Debian's chromium for the pictures. The pages are served on loopback with the Content-Security-Policy of the product, so
that a page that breaks it is seen here.
"""

from __future__ import annotations

import argparse
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar

import mailing_samples
import samples

from bench.serving import CHROMIUM, FLAGS
from templates import environment
from templates.values import PAGES

STATIC = Path(environment.__file__).parent / "pages" / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
BARE_FRAME = {"start", "sign_in"}


def page_html(name: str, size: int, lang: str) -> str:
    """One sample page as HTML. Parts are shown inside a bare document."""
    frame = mailing_samples.FULL_FRAME if size == 0 else mailing_samples.QUIET_FRAME
    if name in BARE_FRAME:
        frame = mailing_samples.MINIMAL_FRAME
    return environment.render_page(name, lang, frame=frame, page=samples.value_of(samples.PAGES[name][size]))


def every_page(lang: str) -> Iterator[tuple[str, str]]:
    """File name and HTML of every page with both samples."""
    for name in PAGES:
        if not name.startswith("parts/"):
            for size, word in enumerate(("vol", "kaal")):
                yield f"{name}-{word}-{lang}.html", page_html(name, size, lang)


class _Handler(http.server.BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, str]]
    types: ClassVar = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

    def do_POST(self) -> None:
        """What a form asks while it is filled in: nothing new."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            body, kind = file.read_bytes(), self.types.get(file.suffix, "application/octet-stream")
        elif path.removeprefix("/") in self.pages:
            body, kind = self.pages[path.removeprefix("/")].encode(), "text/html; charset=utf-8"
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        with suppress(ConnectionError):  # the browser may have gone to the next page
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def served(pages: dict[str, str]) -> Iterator[str]:
    """The pages on a free port of 127.0.0.1 while the block runs; gives the address without a slash at the end."""
    handler = type("Handler", (_Handler,), {"pages": pages})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def take_pictures(folder: Path, only: str, schemes: tuple[str, ...]) -> None:
    """Pictures of every page at 1280 and 390 wide."""
    from playwright.sync_api import sync_playwright

    pages = {name: html for name, html in every_page("nl") if only in name}
    with served(pages) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for scheme in schemes:
            for width in (1280, 390):
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="nl-NL")  # type: ignore[arg-type]
                page.on("console", lambda message: print("console:", message.text) if message.type == "error" else None)
                for name in pages:
                    page.goto(f"{address}/{name}")
                    page.wait_for_timeout(600 if "data-chart data" in pages[name] else 60)
                    page.screenshot(path=folder / f"{name.removesuffix('.html')}-{width}-{scheme}.png", full_page=True)
                page.close()
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-pictures", action="store_true")
    parser.add_argument("--only", default="", help="part of the file name")
    parser.add_argument("--dark", action="store_true")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name, html in every_page("nl"):
        (asked.folder / name).write_text(html)
    if not asked.no_pictures:
        take_pictures(asked.folder, asked.only, ("light", "dark") if asked.dark else ("light",))


if __name__ == "__main__":
    main()
