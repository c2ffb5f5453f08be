"""What notebook 04, PyTorch Autograd - More Detail, asks of its reader."""
