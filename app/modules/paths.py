"""Where the pages of the course are: paths without the language, which `url(path)` adds."""


def law_path(law_id: str) -> str:
    """Return the path of a text page, without the language."""
    return f"/texts/{law_id}"


def term_path(slug: str) -> str:
    """Return the path of a glossary entry, without the language."""
    return f"/glossary/{slug}"


def module_path(module_id: str) -> str:
    """Return the path of a module page, without the language."""
    return f"/modules/{module_id}"


def lesson_path(lesson_id: str) -> str:
    """Return the path of a lesson, without the language."""
    return f"/modules/{lesson_id.partition('-')[0]}/lessons/{lesson_id}"


def practice_path(module_id: str) -> str:
    """Return the path of a module's further checks, without the language."""
    return f"/modules/{module_id}/practice"


def role_play_path(play_id: str) -> str:
    """Return the path of a role play, without the language."""
    return f"/modules/{play_id.partition('-')[0]}/role-plays/{play_id}"


def case_path(case_id: str, node: str = "") -> str:
    """Return the path of a case, or of one of its scenes, without the language."""
    scene = f"/{node}" if node else ""
    return f"/modules/{case_id.partition('-')[0]}/cases/{case_id}{scene}"
