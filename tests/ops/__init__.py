"""The operations beyond what the comparison with PyTorch covers."""
