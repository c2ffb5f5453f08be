"""The exercises' checks, one file a notebook. They give the answers away: try first."""
