"""Hand a build's report over: to a file, to an address of the office, to a command.

What can't be handed over is told in words and is no fault of the pack.
"""

from __future__ import annotations

import http.client
import os
import shlex
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from panelpack.errors import DataError

ADDRESS_SECONDS = 10
COMMAND_SECONDS = 60


class _NoRedirect(HTTPRedirectHandler):
    """An address that sends elsewhere is an error: only the one that was given is trusted."""

    def redirect_request(self, *_) -> None:
        """Follow nothing."""


def write(file: Path, content: bytes) -> None:
    """Put a report in the place of the one before, whole; raise DataError if that can't be."""
    partial = file.with_name(f".{file.name}.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        os.replace(partial, file)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise DataError(f"{file}: the report can't be written: {error.strerror}") from None


def post(url: str, content: bytes) -> None:
    """Send a report to a web address; raise DataError, which never names more than the host.

    The rest of such an address is often a secret.
    """
    parts = urlsplit(url)
    # What is for this machine must not go by way of a proxy.
    direct = [ProxyHandler({})] if parts.scheme == "http" else []
    asked = Request(url, content, {"Content-Type": "application/json"}, method="POST")
    try:
        with build_opener(_NoRedirect, *direct).open(asked, timeout=ADDRESS_SECONDS):
            return
    except HTTPError as error:
        why = f"it answered {error.code}"
        error.close()
    except TimeoutError:
        why = f"no answer in {ADDRESS_SECONDS} seconds"
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        why = getattr(reason, "strerror", None) or type(reason).__name__
    raise DataError(f"{parts.hostname}: the report could not be sent: {why}")


def give(command: str, content: bytes) -> None:
    """Run a command with a report as its input; raise DataError unless it ends with 0."""
    words = shlex.split(command)
    try:
        ended = subprocess.run(
            words, input=content, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        why = f"it had not ended after {COMMAND_SECONDS} seconds"
    except OSError as error:
        why = str(error.strerror)
    else:
        if ended.returncode == 0:
            return
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        why = f"it ended with {ended.returncode}" + (f": {said[-1]}" if said else "")
    raise DataError(f"{words[0]}: the report could not be given to it: {why}")
