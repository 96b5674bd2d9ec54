"""Labels, titles and objectives: words that a page shows as they are, in Arabic with their numbers.

Running text becomes HTML, in which a number stands in `<bdi>`. What stays plain (a label in a list,
a title in a breadcrumb, a definition in a popover) carries its isolates as characters instead, so
that no template has to think of it: without them 448-1 after an Arabic word is drawn 1-448.
"""

from typing import Any, TypeVar

from pydantic import BaseModel

from app.modules.typesetting import plain

ModelT = TypeVar("ModelT", bound=BaseModel)


def with_kept_numbers(model: ModelT) -> ModelT:
    """Return a copy of the model in which every Arabic text keeps its numbers in order."""
    fields = {name: _kept(name, getattr(model, name)) for name in type(model).model_fields}
    return model.model_copy(update=fields)


def _kept(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a model's field holds
    if isinstance(value, str):
        return plain(value, "ar") if name == "ar" or name.endswith("_ar") else value
    if isinstance(value, BaseModel):
        return with_kept_numbers(value)
    if isinstance(value, tuple):
        return tuple(_kept(name, one) for one in value)
    if isinstance(value, dict):
        return {key: _kept(key, one) for key, one in value.items()}
    return value
