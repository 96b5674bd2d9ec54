"""Answers a question of a page as a person does: ticking, choosing from lists."""

from collections.abc import Mapping

from playwright.sync_api import Locator

from tests.driver import Page, Question

Fields = Mapping[str, object]


def question_of(form: Locator, language: str) -> Question:
    """Return the question that a form shows."""
    html = form.evaluate("form => form.outerHTML")
    return Question.read(Page(html).first("form"), language=language)


def fill(form: Locator, fields: Fields) -> None:
    """Give a form's fields these values; ticks that are not among them are taken away."""
    for name, value in fields.items():
        if form.locator(f"select[name='{name}']").count():
            form.locator(f"select[name='{name}']").select_option(str(value))
        else:
            _tick(form, name, value if isinstance(value, list) else [value])


def _tick(form: Locator, name: str, values: list[object]) -> None:
    for box in form.locator(f"input[name='{name}']").all():
        if box.get_attribute("value") in values:
            box.check()
        elif box.get_attribute("type") == "checkbox":
            box.uncheck()


def filled(form: Locator) -> object:
    """Return what a form's controls hold now, in the page's names."""
    return form.evaluate(
        """form => Object.fromEntries([...form.elements]
            .filter((one) => one.name && one.name !== "mark")
            .filter((one) => one.checked || one.tagName === "SELECT")
            .map((one) => [one.name + (one.checked ? one.value : ""), one.value]))"""
    )
