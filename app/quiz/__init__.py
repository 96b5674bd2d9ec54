"""The final quiz and the knowledge checks: draw, attempts, responses, scoring."""
