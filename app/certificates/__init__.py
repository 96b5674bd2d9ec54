"""Certificates: reserved with the pass, signed once, verified by anybody with the code."""
