"""A tensor as an array: its element type, its memory, how it is made and printed."""
