"""Start a real JupyterLab that no configuration of the user can reach, and end it again.

`with running_jupyterlab() as lab:` gives a server on the loopback; `lab.add(path)` puts a notebook into it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import matplotlib

START_TIMEOUT = 90.0  # seconds
REQUEST_TIMEOUT = 15.0  # seconds

# Settings as JupyterLab stores a user's: every cell stays in the page, and nothing pops up or asks the network.
LAB_SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}


@dataclass
class JupyterLab:
    """A running server: its address, its token, and the folder it serves."""

    url: str
    token: str
    root_dir: Path
    log: Path
    _serial: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, source: Path) -> str:
        """Copy a notebook and its neighbours into a fresh folder; returns the notebook's path on the server."""
        folder = self.root_dir / f"copy-{next(self._serial)}"
        shutil.copytree(source.parent, folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        return f"{folder.name}/{source.name}"

    def notebook_url(self, path: str, app: str = "lab") -> str:
        """Address of a notebook in JupyterLab, in a workspace of its own so that no tab of an earlier test comes back.

        With `app` "notebook" it is the address in Notebook 7, which the same server serves where it is installed.
        """
        if app == "notebook":
            return f"{self.url}notebooks/{path}?token={self.token}"
        return f"{self.url}lab/workspaces/w{next(self._serial)}/tree/{path}?token={self.token}"

    def request(self, method: str, path: str) -> object:
        """Ask the server's REST interface, for instance `request("GET", "api/kernels")`."""
        request = urllib.request.Request(
            f"{self.url}{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=REQUEST_TIMEOUT) as response:
            body = response.read()
        return json.loads(body) if body else None

    def kernel_with_environment(self, name: str, environment: dict[str, str], python: Path | None = None) -> str:
        """Offer a kernel in which these environment variables are set; returns its name, for a notebook's metadata."""
        folder = self.root_dir.parent / "data" / "kernels" / name
        folder.mkdir(parents=True, exist_ok=True)
        command = [str(python or sys.executable), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = {"argv": command, "display_name": name, "language": "python", "env": environment}
        (folder / "kernel.json").write_text(json.dumps(spec))
        return name

    def shut_down_kernel(self, path: str) -> None:
        """End the kernel of a notebook, so that no work of one test goes on beneath the next."""
        for session in self.request("GET", "api/sessions"):
            if session["path"] == path:
                self.request("DELETE", f"api/sessions/{session['id']}")


@contextlib.contextmanager
def running_jupyterlab(settings: dict[str, dict] | None = None, python: Path | None = None) -> Iterator[JupyterLab]:
    """A JupyterLab of `python`'s environment, by default this one, with an empty root folder, ended on leaving."""
    with tempfile.TemporaryDirectory(prefix="gradwalk-lab-", ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        write_settings(home / "settings", LAB_SETTINGS | (settings or {}))
        (home / "root").mkdir()
        token = secrets.token_hex(16)
        with (home / "server.log").open("w") as log:
            process = start_server(python or Path(sys.executable), home, token, log)
            try:
                yield wait_for_server(process, home, token)
            finally:
                end_process(process)


def write_settings(folder: Path, settings: dict[str, dict]) -> None:
    for plugin, values in settings.items():
        path = folder / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def start_server(python: Path, home: Path, token: str, log) -> subprocess.Popen:
    command = [
        *(str(python), "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={free_port()}", f"--ServerApp.root_dir={home / 'root'}"),
        *("--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"),
        "--ServerApp.open_browser=False",
    ]
    return subprocess.Popen(
        command, env=private_environment(home, token), cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log
    )


def free_port() -> int:
    """A port that is free now; should another program take it first, the server tries the next ones.

    Jupyter Server can choose one itself, but version 2.17 for one does not tell which.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def private_environment(home: Path, token: str) -> dict[str, str]:
    """This process's environment, with every place where a user configures Jupyter, IPython or Matplotlib replaced."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    kept.pop("MPLBACKEND", None)
    return kept | {
        "JUPYTER_TOKEN": token,  # in the environment and not on the command line, where every user could read it
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(home / "ipython"),
        "MATPLOTLIBRC": str(Path(matplotlib.get_data_path()) / "matplotlibrc"),
    }


def wait_for_server(process: subprocess.Popen, home: Path, token: str) -> JupyterLab:
    """Wait until the server has written where it listens, and answers there."""
    deadline = time.monotonic() + START_TIMEOUT
    log = home / "server.log"
    while time.monotonic() < deadline and process.poll() is None:
        for info in (home / "runtime").glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError, urllib.error.URLError, ConnectionError):
                lab = JupyterLab(json.loads(info.read_text())["url"], token, home / "root", log)
                lab.request("GET", "api/status")
                return lab
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start in {START_TIMEOUT:.0f} s; its log ends:\n{log.read_text()[-3000:]}")


def end_process(process: subprocess.Popen) -> None:
    """Ask the process to end (it ends its kernels then), and insist after 20 s."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
