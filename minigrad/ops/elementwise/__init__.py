"""One number in, one number out, at every place of the arrays."""
