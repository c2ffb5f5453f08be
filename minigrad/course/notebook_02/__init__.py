"""What notebook 02, A Simple Implementation, asks of its reader."""
