"""What the widgets have in common: their words, and their HTML for a page without a kernel."""

from __future__ import annotations

from typing import Any


class View:
    """Makes an anywidget tell itself by its `text`, and by its `html` if there is something to see.

    Otherwise its only text would be an address, which says nothing and is another in each run.
    """

    @property
    def text(self) -> str:
        """What is seen at this moment, in words."""
        return f"{type(self).__name__}()"

    @property
    def html(self) -> str:
        """The same as a page shows it that has no kernel."""
        return ""

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        data, metadata = shown or ({}, {})
        told = {"text/plain": self.text, "text/html": self.html}
        return data | {kind: words for kind, words in told.items() if words}, metadata
