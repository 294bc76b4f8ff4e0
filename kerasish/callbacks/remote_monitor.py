"""RemoteMonitor: sends the logs of every epoch to a server."""

from __future__ import annotations

import json
import warnings
from typing import Any

import numpy as np

from ..registry import export
from .callback import Callback, Logs

_TIMEOUT = 10.0  # seconds; a server that hangs must not hold up training


@export("callbacks.RemoteMonitor")
class RemoteMonitor(Callback):
    """Posts `{"epoch": ..., "loss": ...}` to `root + path` after every epoch.

    Arguments:
        root: address of the server.
        path: path on the server.
        field: the form field that carries the JSON text, unless `send_as_json`.
        headers: HTTP headers to add.
        send_as_json: whether to send the JSON itself, as `application/json`, rather than in a form.

    A server that cannot be reached gives a warning. Only the standard library is needed.

    Source: https://keras.io/api/callbacks/remote_monitor/

    >>> monitor = RemoteMonitor("http://localhost:9000")
    """

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: dict[str, str] | None = None,
        send_as_json: bool = False,
    ) -> None:
        self.root = root
        self.path = path
        self.field = field
        self.headers = headers
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Send the logs."""
        event = {"epoch": epoch} | {name: _plain(value) for name, value in (logs or {}).items()}
        try:
            self._post(event)
        except OSError as error:
            warnings.warn(
                f"Could not reach RemoteMonitor root server at {self.root}: {error}", UserWarning, stacklevel=2
            )

    def _post(self, event: dict[str, Any]) -> None:
        from urllib.parse import urlencode
        from urllib.request import Request, urlopen

        if not self.root.startswith(("http://", "https://")):
            raise ValueError(f"RemoteMonitor(root={self.root!r}): expected an http:// or https:// address.")
        text = json.dumps(event)
        kind = "application/json" if self.send_as_json else "application/x-www-form-urlencoded"
        body = text if self.send_as_json else urlencode({self.field: text})
        headers = {"Content-Type": kind} | (self.headers or {})
        with urlopen(Request(self.root + self.path, body.encode(), headers), timeout=_TIMEOUT) as reply:
            reply.read()


def _plain(value: Any) -> Any:
    """A value that JSON can carry."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return value if isinstance(value, (str, int, float, list, tuple, dict, type(None))) else float(value)
