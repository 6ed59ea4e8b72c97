"""What the file of a quarter says."""

from __future__ import annotations

from pydantic import field_validator, model_validator

from panelpack.plan.prerelease import Access, read_release, told
from panelpack.quarters import Quarter
from panelpack.yamlfile import Day, Strict


class QuarterFile(Strict):
    """What `params/quarters/<quarter>.yaml` says: the notebooks' parameters and the meeting."""

    quarter: str
    """The quarter, as the file is named: 2014-15-q1."""
    as_at: Day
    """Figures count as they were known on this day."""
    meeting: Day | None = None
    """The day of the meeting."""
    meeting_title: str = ""
    """Who meets, such as Police and Crime Panel."""
    item: str = ""
    """The item on the agenda."""
    release: str = ""
    """When the public pack goes out, in London's time: 2014-09-29T09:30."""
    prerelease: tuple[Access, ...] = ()
    """Who may see the pack before its release, and why."""

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
