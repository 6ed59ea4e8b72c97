"""The one error that is told to a person instead of shown as a traceback."""


class DataError(Exception):
    """The data, the plan or the pack is at fault; the message says where, what and the remedy."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows of it: the message alone, as on the command line."""
        return [f"DataError: {self}"]
