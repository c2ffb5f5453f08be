"""What notebook 06, Train a Network, asks of its reader."""
