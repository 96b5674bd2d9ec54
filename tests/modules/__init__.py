"""Tests of the course: reading, checking, rendering, editions."""
