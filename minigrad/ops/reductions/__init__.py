"""Many numbers in, one out: sums, extremes, statistics; and running results, and order."""
