"""Write what the register says: YAML as our strict reader takes it, and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml


class _Plain(yaml.SafeDumper):
    """Writes texts without quotes: the reader takes every scalar as text, `on` and dates too."""

    yaml_implicit_resolvers: Mapping = {}


def as_yaml(content: Mapping) -> bytes:
    """Return a mapping of texts, lists and mappings as YAML in UTF-8."""
    text = yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10_000)
    return text.encode()


def as_json(content: Mapping) -> bytes:
    """Return a mapping as JSON for people and programs, in UTF-8."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
