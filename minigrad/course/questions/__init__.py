"""The questions of the course with their answers, one file a notebook."""
