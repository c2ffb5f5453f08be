"""Tests of docs/: the pages run, and say what the code does."""
