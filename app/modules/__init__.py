"""The course: its files are loaded, checked and rendered here; nothing of it is in the database."""
