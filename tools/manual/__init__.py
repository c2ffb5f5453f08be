"""The documentation site: what Sphinx is given, and its settings."""
