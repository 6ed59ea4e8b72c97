"""What the file of a quarter says."""

from __future__ import annotations

from pydantic import field_validator, model_validator

from panelpack.plan.prerelease import Access, read_release, told
from panelpack.quarters import Quarter
from panelpack.yamlfile import Day, Strict


class QuarterFile(Strict):
    """What `params/quarters/<quarter>.yaml` says: the notebooks' parameters and the meeting."""

    quarter: str
    as_at: Day
    meeting: Day | None = None
    meeting_title: str = ""
    item: str = ""
    release: str = ""
    """When the public pack goes out, in London's time: 2014-09-29T09:30."""
    prerelease: tuple[Access, ...] = ()

    @field_validator("quarter")
    @classmethod
    def _is_quarter(cls, value: str) -> str:
        return str(Quarter.parse(value))

    @field_validator("release")
    @classmethod
    def _is_moment(cls, value: str) -> str:
        return value and read_release(value) and value

    @model_validator(mode="after")
    def _access_ends(self):
        roles = [access.role for access in self.prerelease]
        if roles and not self.release:
            raise ValueError("'prerelease' needs 'release', the moment at which access ends")
        if len(set(roles)) < len(roles):
            raise ValueError("'prerelease' names a role twice; keep one")
        return self

    @property
    def access(self) -> tuple[str, ...]:
        """Who may see the pack before its release, why and from when, in words."""
        return tuple(told(access, read_release(self.release)) for access in self.prerelease)
