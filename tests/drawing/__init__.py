"""Tests of minigrad.drawing, room by room."""
