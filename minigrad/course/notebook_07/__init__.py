"""What notebook 07, Beyond First Order, asks of its reader."""
