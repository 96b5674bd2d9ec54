"""People: registration, sign-in, roles, consent, their own data."""
