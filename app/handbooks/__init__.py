"""A module as a book: handbook for learners, guide for trainers, as PDF and as EPUB 3."""
