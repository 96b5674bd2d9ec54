"""What every printed document needs of WeasyPrint: fonts of our own alone, and a few mends.

Loading WeasyPrint costs about a second and needs Pango: only the worker, the command line and
tests import this package.
"""
