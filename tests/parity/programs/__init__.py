"""The programs: a function each, taking the module; its docstring is the claim."""
