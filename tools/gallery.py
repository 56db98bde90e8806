"""Pictures of the demo's pages, wide and narrow, in gallery/ (ignored by git): to look at, and for the manual.

Starts `torenkamer demo` in a folder of its own, signs in as every person the first page offers, follows the links on this
machine, and stops what it started.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (1280, 390)
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def wait_for_address(log: Path, demo: subprocess.Popen[bytes], patience_seconds: float) -> str:
    """The first address on this machine that the demo printed and that answers."""
    until = time.monotonic() + patience_seconds
    while time.monotonic() < until and demo.poll() is None:
        for address in re.findall(r"http://127\.0\.0\.1:\d+", log.read_text(errors="replace")):
            with contextlib.suppress(httpx.TransportError):
                # Prefect prints an address too
                if "Torenkamer" in httpx.get(address, timeout=5, follow_redirects=True).text:
                    return str(address)
        time.sleep(1)
    sys.exit(f"The demo shows no pages:\n{log.read_text(errors='replace')[-2000:]}")


def links_on(page: Page, base: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    whole = [urljoin(page.url, href).split("#")[0] for href in found]
    return [url for url in dict.fromkeys(whole) if url.startswith(base) and not urlsplit(url).query]


def kind_of(url: str) -> str:
    """Pages that differ only in a number are one kind: one picture of each will do."""
    return re.sub(r"\d[\w-]*", "N", urlsplit(url).path)


def picture(page: Page, folder: Path, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def visit(browser: Browser, base: str, person: int, folder: Path, limit: int) -> int:
    """Pictures of what one person can reach; 0 when there is no such person."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(base)
    if person == 0:
        picture(page, folder, "start")
    buttons = page.get_by_role("button")
    if person >= buttons.count():
        context.close()
        return 0
    role = re.sub(r"\W+", "-", buttons.nth(person).inner_text().strip().lower())[:40]
    buttons.nth(person).click()
    page.wait_for_load_state()
    waiting, seen = [page.url], set()
    while waiting and len(seen) < limit:
        url = waiting.pop(0)
        if kind_of(url) in seen:
            continue
        seen.add(kind_of(url))
        answer = page.goto(url)
        if not answer or "text/html" not in answer.headers.get("content-type", ""):
            continue
        picture(page, folder, f"{role}{kind_of(url).replace('/', '_').rstrip('_') or '_start'}")
        waiting += links_on(page, base)
    context.close()
    return len(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "gallery")
    parser.add_argument("--limit", type=int, default=40, help="kinds of pages per person")
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for the demo")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("No chromium here. Debian: apt-get install -y chromium")
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="torenkamer-gallery-", ignore_cleanup_errors=True) as name:
        log = Path(name) / "log"
        with log.open("wb") as output:
            command = [str(ROOT / ".venv/bin/torenkamer"), "--data", str(Path(name) / "data"), "demo"]
            demo = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            base = wait_for_address(log, demo, options.patience)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM))
                person = count = 0
                while found := visit(browser, base, person, options.out, options.limit):
                    person, count = person + 1, count + found
                browser.close()
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(timeout=60)
    print(f"{count} pages as seen by {person} people, in {options.out}")


if __name__ == "__main__":
    main()
