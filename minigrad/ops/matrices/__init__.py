"""Linear algebra: products, systems, factors."""
