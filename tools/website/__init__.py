"""The course as static files: what `make site` is made of."""
