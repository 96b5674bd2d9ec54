"""Branching cases: the graph, the words, and scores that stay on the server."""

from app.modules.cases import CaseChoice, CaseNode, best_score, reachable
from app.modules.edition import Edition


def node(name: str, *choices: tuple[str, int], end: bool = False) -> CaseNode:
    ways = tuple(CaseChoice(target, score, 1) for target, score in choices)
    return CaseNode(name, ways, is_end=end, line=1)


def graph(*nodes: CaseNode) -> dict[str, CaseNode]:
    return {one.id: one for one in nodes}


def test_the_graph_of_a_case_is_read_from_its_source(edition: Edition) -> None:
    case = edition.case("m01-c1")

    start = case.node("depart")

    assert start is not None
    assert [(way.target, way.score) for way in start.choices] == [("seule", 2), ("laisse", 0)]
    assert [one.id for one in case.nodes if one.is_end] == ["protegee", "laisse"]
    assert case.max == 3


def test_a_scene_has_its_words_in_each_language(edition: Edition) -> None:
    scene = edition.case_text("m01-c1", "ar").scene("depart")

    assert scene is not None
    assert scene.title == "الشباك"
    assert scene.choices[0].target == "seule"
    assert scene.choices[0].label == "أطلب التحدث معها على انفراد"
    assert "/ar/texts/cp-448-1" in scene.choices[0].feedback_html
    assert "بطاق" not in scene.html
    assert "أطلب" not in scene.html


def test_what_a_scene_cites_is_apart_from_what_its_choices_cite(edition: Edition) -> None:
    scene = edition.case_text("m01-c1", "fr").scene("depart")

    assert scene is not None
    assert scene.references == ()
    assert scene.choices[0].references == ("cp-448-1",)


def test_no_score_is_in_the_words_of_a_case(edition: Edition) -> None:
    for language in ("fr", "ar"):
        assert "score" not in repr(edition.case_text("m01-c1", language))


def test_the_best_path_visits_no_scene_twice() -> None:
    nodes = graph(
        node("a", ("b", 1), ("c", 0)),
        node("b", ("a", 5), ("c", 2)),
        node("c", end=True),
    )

    assert best_score(nodes, "a") == 3


def test_a_path_without_an_end_does_not_count() -> None:
    nodes = graph(node("a", ("b", 9), ("c", 1)), node("b", ("b", 9)), node("c", end=True))

    assert best_score(nodes, "a") == 1


def test_scenes_that_nobody_reaches_are_known() -> None:
    nodes = graph(node("a", ("b", 0)), node("b", end=True), node("c", ("b", 0)))

    assert reachable(nodes, "a") == {"a", "b"}
