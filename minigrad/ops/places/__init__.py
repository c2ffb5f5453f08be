"""Elements picked by an index or a mask, and put back."""
