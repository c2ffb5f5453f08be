"""What notebook 05, Build It Yourself, asks of its reader."""
