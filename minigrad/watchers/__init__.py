"""What may look on while a graph is recorded and run: hooks, anomaly mode, saved-tensor hooks."""
