"""What notebook 09, Error Gallery, asks of its reader."""
