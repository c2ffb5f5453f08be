"""In place: what overwrites a tensor, and what that does to the graph."""
