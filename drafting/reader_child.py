"""The child process that opens a PDF or DOCX: bytes in on stdin, one JSON object out on stdout.

A hostile file can cost memory or time here and nowhere else: the process limits itself before it reads a byte, and the
parent (`drafting.letter`) kills it after a wall-clock cap. It is run as a file, imports of the house nothing, and of the
libraries only the one it needs (a start costs about 0.16 s).

Answer: {"status": "ok", "blocks": [...], "pages": n, "hidden": n} or {"status": "<reason>", "detail": "..."} with reason
encrypted, scanned, empty, too_large or unreadable. A block is one paragraph (DOCX) or one page (PDF).
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# A picture page with a stray page number still counts as a scan.
SCAN_CHARACTERS_PER_PAGE = 25


class Refused(Exception):
    """The file cannot be read for a reason we can name."""

    def __init__(self, status: str, **facts: object) -> None:
        self.answer: dict[str, object] = {"status": status, **facts}
        super().__init__(status)


def limit_self(memory_bytes: int, cpu_seconds: int) -> None:
    """Caps address space and CPU time of this process; no core file, nothing written to disk."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # recursion in a nested file must end in a RecursionError, not in the C stack
    sys.setrecursionlimit(600)


def read_pdf(content: bytes, max_pages: int, max_characters: int) -> dict[str, object]:
    """Text per page by pypdf."""
    import logging

    import pypdf
    from pypdf.errors import FileNotDecryptedError, PdfReadError

    logging.disable(logging.CRITICAL)  # pypdf tells every oddity to stderr
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted")
        pages = len(reader.pages)
    except FileNotDecryptedError as error:
        raise Refused("encrypted") from error
    except PdfReadError as error:
        raise Refused("unreadable", detail=str(error)[:200]) from error
    if pages > max_pages:
        raise Refused("too_large", reason="pages", limit=max_pages, found=pages)
    blocks: list[str] = []
    characters = 0
    for page in reader.pages:
        text = page.extract_text() or ""
        characters += len(text)
        if characters > max_characters:
            raise Refused("too_large", reason="text", limit=max_characters)
        blocks.append(text)
    letters = sum(character.isalpha() for block in blocks for character in block)
    if letters < SCAN_CHARACTERS_PER_PAGE * max(1, pages):
        pictures = any(_has_picture(page) for page in reader.pages)
        if pictures:
            raise Refused("scanned", pages=pages)
        if letters == 0:
            raise Refused("empty")
    return {"status": "ok", "blocks": blocks, "pages": pages, "hidden": 0}


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    return any(item.get_object().get("/Subtype") in ("/Image", "/Form") for item in objects.get_object().values())


def read_docx(content: bytes, max_unpacked: int, max_characters: int) -> dict[str, object]:
    """Text per paragraph of the body, table rows on one line, headers first; hidden text is left out and counted."""
    from lxml import etree

    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("unreadable", detail=str(error)[:200]) from error
    if "word/document.xml" not in names:
        raise Refused("unknown_format")
    blocks: list[str] = []
    hidden = 0
    headers = sorted(name for name in names if name.startswith("word/header") and name.endswith(".xml"))[:3]
    for name in [*headers, "word/document.xml"]:
        xml = _unpacked(archive, name, max_unpacked)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(xml, parser)
        except etree.XMLSyntaxError as error:
            raise Refused("unreadable", detail=str(error)[:200]) from error
        found, concealed = _blocks_of(root)
        blocks += found
        hidden += concealed
    if sum(map(len, blocks)) > max_characters:
        raise Refused("too_large", reason="text", limit=max_characters)
    if not any(character.isalpha() for block in blocks for character in block):
        pictures = any(name.startswith("word/media/") for name in names)
        raise Refused("scanned", pages=1) if pictures else Refused("empty")
    return {"status": "ok", "blocks": blocks, "pages": 0, "hidden": hidden}


def _unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    info = archive.getinfo(name)
    if info.flag_bits & 0x1:
        raise Refused("encrypted")
    try:
        with archive.open(info) as part:
            xml = part.read(most + 1)  # the size in the directory is the sender's word; count what comes out
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise Refused("unreadable", detail=str(error)[:200]) from error
    if len(xml) > most:
        raise Refused("too_large", reason="memory", limit=most)
    return xml


def _blocks_of(root: Any) -> tuple[list[str], int]:
    blocks: list[str] = []
    hidden = 0
    row: list[str] | None = None
    for element in root.iter(f"{W}p", f"{W}tr"):
        if element.tag == f"{W}tr":
            if row:
                blocks.append("  ".join(row))
            row = [] if next(element.iterancestors(f"{W}tr"), None) is None else row
            continue
        text, concealed = _paragraph(element)
        hidden += concealed
        if next(element.iterancestors(f"{W}tr"), None) is not None and row is not None:
            if text.strip():
                row.append(text.strip())
            continue
        if row:
            blocks.append("  ".join(row))
        row = None
        blocks.append(text)
    if row:
        blocks.append("  ".join(row))
    return blocks, hidden


def _paragraph(element: Any) -> tuple[str, int]:
    parts: list[str] = []
    hidden = 0
    if element.find(f"{W}pPr/{W}numPr") is not None:
        parts.append("- ")
    for run in element.iter(f"{W}r"):
        if next(run.iterancestors(f"{W}p"), None) is not element:
            continue  # a text box inside this paragraph has paragraphs of its own
        properties = run.find(f"{W}rPr")
        concealed = properties is not None and _is_concealed(properties)
        for child in run:
            if child.tag == f"{W}t":
                if concealed:
                    hidden += len(child.text or "")
                else:
                    parts.append(child.text or "")
            elif child.tag == f"{W}tab":
                parts.append("\t")
            elif child.tag in (f"{W}br", f"{W}cr"):
                parts.append("\n")
            elif child.tag == f"{W}noBreakHyphen":
                parts.append("-")
    return "".join(parts), hidden


def _is_concealed(properties: Any) -> bool:
    vanish = properties.find(f"{W}vanish")
    if vanish is not None and vanish.get(f"{W}val") not in ("0", "false"):
        return True
    colour = properties.find(f"{W}color")
    return colour is not None and (colour.get(f"{W}val") or "").upper() == "FFFFFF"


def main() -> int:
    """Arguments: format, memory bytes, CPU seconds, most pages, most characters, most unpacked bytes."""
    kind, memory, cpu, pages, characters, unpacked = sys.argv[1], *map(int, sys.argv[2:7])
    limit_self(memory, cpu)
    try:
        content = sys.stdin.buffer.read()
        answer = read_pdf(content, pages, characters) if kind == "pdf" else read_docx(content, unpacked, characters)
    except Refused as refused:
        answer = refused.answer
    except MemoryError:
        answer = {"status": "too_large", "reason": "memory", "limit": memory}
    except RecursionError:
        answer = {"status": "unreadable", "detail": "nested too deeply"}
    except Exception as error:  # noqa: BLE001  a parser may raise anything on a hostile file; this process is its cage
        answer = {"status": "unreadable", "detail": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
