"""What the checks of several notebooks share."""
