"""Serve the built site on the loopback as a web server would, stand in for Pyodide's network, and count the bytes.

`with serving(folder, parts) as site:` gives `site.url`; `site.answer_for_pyodide(context)` lets a browser context find
Pyodide; `site.transfers` lists what went over the wire since `site.transfers.clear()`.
"""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import BrowserContext, Route

from tools.harness.pyodide_files import PYODIDE_URL

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ipynb": "application/json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}  # what GitHub Pages and Pyodide's network compress; wheels, zips, pictures and fonts are compressed already


@dataclass(frozen=True)
class Transfer:
    """One answer: whose it was, and how many bytes of it the browser got and unpacked."""

    path: str
    sent: int
    unpacked: int
    status: int = 200


@dataclass
class StaticSite:
    """A served site; the name is like the JupyterLab of the other browser tests, so that NotebookPage can open it."""

    url: str
    parts: Path
    transfers: list[Transfer] = field(default_factory=list)

    def notebook_url(self, path: str, app: str = "lab") -> str:
        """Address that opens a file of the site; `app` can only be "lab", the one that the site has."""
        return f"{self.url}{app}/index.html?path={quote(path)}"

    def answer_for_pyodide(self, context: BrowserContext) -> None:
        """Answer what the pages and workers of a context ask of Pyodide's network, and refuse the rest of the net."""
        context.route(lambda url: not url.startswith(self.url), self._answer)

    def _answer(self, route: Route) -> None:
        name = route.request.url.removeprefix(PYODIDE_URL)
        path = self.parts / name
        if "/" in name or not path.is_file():
            self.transfers.append(Transfer(route.request.url, 0, 0, 404))
            route.abort()
            return
        body, sent = path.read_bytes(), len(packed(path))
        self.transfers.append(Transfer(route.request.url, sent, len(body)))
        headers = {"access-control-allow-origin": "*", "content-type": TYPES.get(path.suffix, "application/zip")}
        route.fulfill(body=body, headers=headers)


@cache
def packed(path: Path) -> bytes:
    """The bytes of a file as a web server sends them."""
    return gzip.compress(path.read_bytes(), 6, mtime=0) if path.suffix in TYPES else path.read_bytes()


@contextlib.contextmanager
def serving(folder: Path, parts: Path) -> Iterator[StaticSite]:
    """Serve `folder` until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.folder = folder.resolve()
    server.site = StaticSite(f"http://127.0.0.1:{server.server_port}/", parts)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


class Handler(SimpleHTTPRequestHandler):
    """Files only, compressed, to be kept for ten minutes, as GitHub Pages answers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # the name is http.server's
        name = unquote(urlsplit(self.path).path)
        path = self.server.folder / name.lstrip("/")
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file() or self.server.folder not in path.resolve().parents:
            self.server.site.transfers.append(Transfer(name, 0, 0, 404))
            self.send_error(404)
            return
        body = packed(path)
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(path.suffix, self.guess_type(path.name)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in TYPES:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.server.site.transfers.append(Transfer(name, len(body), path.stat().st_size))
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests read `transfers`."""
