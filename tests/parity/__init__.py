"""The same small programs, run on minigrad and on PyTorch, must show the same things."""
