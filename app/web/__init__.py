"""The shell of every page: languages, templates, sessions, headers, errors."""
