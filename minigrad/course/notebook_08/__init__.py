"""What notebook 08, Time and Memory, asks of its reader."""
