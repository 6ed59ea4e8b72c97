"""The address of the engine that counts open data: `duckdb://`, `postgres://…`, `pyspark://…`.

An address stands in a file that everybody may read, so it holds no secret. It names an environment
variable, `${NAME}`, or leaves the password to the server's own means (`PGPASSWORD`, `~/.pgpass`).
"""

from __future__ import annotations

import os
import re
from urllib.parse import parse_qsl, quote, urlsplit

from panelpack.errors import DataError

DUCKDB = "duckdb://"
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_SECRET_KEY = re.compile(r"password|passwd|pwd|secret|token|(?:^|[._-])key$", re.IGNORECASE)


def holds_secret(address: str) -> bool:
    """Say whether an address has a password, key or token written in it.

    >>> holds_secret("postgres://analyst:hunter2@db/crime")
    True
    >>> holds_secret("postgres://analyst:${CRIME_PASSWORD}@db/crime")
    False
    """
    user, at, _ = address.partition("://")[2].split("?")[0].rpartition("@")
    written = [user.partition(":")[2]] if at else []
    query = address.partition("?")[2]
    written += [value for key, value in parse_qsl(query) if _SECRET_KEY.search(key)]
    return any(value and not _VARIABLE.fullmatch(value) for value in written)


def with_variables(address: str) -> tuple[str, list[str]]:
    """Return the address with each `${NAME}` filled in, and the values that must not be shown.

    A variable is one part of the address (user, password, host) and may hold any character, or it
    is the whole address. Raise DataError naming a variable that is not set.
    """
    names = _VARIABLE.findall(address)
    for name in names:
        if not os.environ.get(name):
            raise DataError(f"engine: the environment variable {name} is not set. Set it first.")
    whole = _VARIABLE.fullmatch(address)
    if whole:
        filled = os.environ[whole[1]]
        return filled, _secrets_of(filled)
    filled = _VARIABLE.sub(lambda found: quote(os.environ[found[1]], safe=""), address)
    secrets = [os.environ[name] for name in names]
    return filled, [*secrets, *(quote(secret, safe="") for secret in secrets)]


def _secrets_of(address: str) -> list[str]:
    return [address, password] if (password := urlsplit(address).password) else [address]
