"""The same numbers in another shape: views, parts, tensors joined and taken apart."""
