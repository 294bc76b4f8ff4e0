"""Where downloaded files are kept: `$KERAS_HOME`, else `~/.keras`."""

from __future__ import annotations

import os
import tempfile


def cache_dir() -> str:
    """The folder of Keras's own files; a private one among the temporary files when the home folder is read-only."""
    chosen = os.environ.get("KERAS_HOME")
    if chosen:
        return os.path.expanduser(chosen)
    home = os.path.expanduser("~")
    if os.access(home, os.W_OK) or os.path.isdir(os.path.join(home, ".keras")):
        return os.path.join(home, ".keras")
    # Named after the user, and private: in a shared /tmp others could put files in its place.
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    folder = os.path.join(tempfile.gettempdir(), f".keras-{owner}")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return folder
