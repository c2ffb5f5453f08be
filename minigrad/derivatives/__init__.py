"""Derivatives as functions: Jacobians, Hessians, products with them; and their numerical check."""
