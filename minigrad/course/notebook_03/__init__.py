"""What notebook 03, PyTorch Autograd - Basics, asks of its reader."""
