"""Every rule of the lint finds the one fault that was put into a faultless course."""

# ruff: noqa: E501 - a fault is easier to read on one line

from typing import NamedTuple

import pytest

from app.modules.findings import Finding
from app.modules.lint_wording import read_words
from app.modules.reader import read_content
from tests.modules.content_tree import ContentFolder

LESSON = "fr/lessons/m01-l01.md"
LESSON_AR = "ar/lessons/m01-l01.md"
CASE = "fr/cases/m01-c1.md"
CASE_AR = "ar/cases/m01-c1.md"
BANK = "fr/bank/m01.yml"
BANK_AR = "ar/bank/m01.yml"
CLOZE = "fr/bank/m02.yml"


class Fault(NamedTuple):
    """One change to one file, the rule that must notice it, and the severity it must have."""

    path: str
    old: str
    new: str
    rule: str
    severity: str = "error"
    found_in: str = ""


FAULTS = [
    # the choices of a case
    Fault(CASE, "[Laisser passer]", "[Non]", "length", "warning"),
    Fault(
        CASE_AR,
        "[أطلب التحدث معها على انفراد]",
        "[أطلب التحدث معها على انفراد بعيدا عن كل من يرافقها]",
        "length",
        "warning",
    ),
    # the glossary
    Fault(
        LESSON, "la [traite](term:traite) :", "la traite des êtres humains :", "glossary", "warning"
    ),
    Fault(
        LESSON,
        "la [traite](term:traite) :",
        "les Traites des êtres humains :",
        "glossary",
        "warning",
    ),
    Fault(
        LESSON,
        "Repérer la [traite](term:traite) :",
        "La traite des êtres humains est un crime.\n\nRepérer la [traite](term:traite) :",
        "glossary",
        "warning",
    ),
    # role plays
    Fault(
        "course.yml",
        "id: m02-r1, minutes: 60",
        "id: m02-r1, minutes: 90",
        "minutes",
        "warning",
        "fr/roleplays/m02-r1.md",
    ),
    Fault(
        "course.yml",
        "id: m02-r1, minutes",
        "id: m02-r2, minutes",
        "announced",
        "error",
        "fr/roleplays/m02-r1.md",
    ),
    Fault("fr/roleplays/m02-r1.md", "objectives: [o1]", "objectives: [o4]", "objective"),
    Fault("fr/roleplays/m02-r1.md", "law:cp-448-1", "law:cp-448-99", "law"),
    Fault("ar/roleplays/m02-r1.md", "{#roles}", "{#acteurs}", "twin-sections"),
    Fault(
        "fr/roleplays/m02-r1.md",
        "inventé.",
        "inventé, même le juge.",
        "stale",
        "warning",
        "ar/roleplays/m02-r1.md",
    ),
    # wording
    Fault(LESSON, "compte.", "compte pour une proie.", "wording", "warning"),
    Fault(LESSON, "compte.", "compte !", "wording", "warning"),
    Fault(LESSON, "compte.", "compte sans exception.", "wording", "warning"),
    Fault(LESSON, "compte.", "compte pour un·e adulte.", "wording", "warning"),
    Fault(LESSON_AR, "## ", "مهاجر سري وصل مؤخرا.\n\n## ", "wording", "warning"),
    Fault(LESSON, "compte.", "compte" + " donc" * 60 + ".", "readability", "warning"),
    Fault(LESSON, "compte.", "compte pour une personne formé.e.s ici.", "wording", "warning"),
    Fault(LESSON, "compte.", "compte pour chaque formé-e.", "wording", "warning"),
    Fault(LESSON, "compte.", "compte. Le trafic d’êtres humains.", "wording", "warning"),
    Fault(LESSON, "compte.", "compte : c’est la traite des personnes.", "wording", "warning"),
    Fault(LESSON_AR, "## ", "دورة تدريبية للموظفين.\n\n## ", "wording", "warning"),
    Fault(LESSON_AR, "## ", "جريمة الاتجار بالأشخاص.\n\n## ", "wording", "warning"),
    Fault(
        BANK, "why: Elle peut être interne.", "why: Elle l’est à coup sûr.", "wording", "warning"
    ),
    Fault(BANK, "b: La tromperie", "b: La proie", "wording", "warning"),
    Fault(BANK, "c: Le moyen ne fait", "c: Récemment, le moyen ne fait", "wording", "warning"),
    Fault(BANK, "16 ans est hébergée.", "16 ans, clandestine, est hébergée.", "wording", "warning"),
    Fault(BANK_AR, "stem: يفترض", "stem: مؤخرا يفترض", "wording", "warning"),
    Fault("ar/bank/m02.yml", "x: حدودا", "x: تدريبا", "wording", "warning"),
    Fault("refs.yml", "def_fr: Ce qui force.", "def_fr: Ce qui force !", "wording", "warning"),
    Fault("refs.yml", "يعرف الفصل الاتجار بالبشر", "يعرف الاتجار بالأشخاص", "wording", "warning"),
    Fault("course.yml", "fr: Définir la traite.", "fr: Définir la proie.", "wording", "warning"),
    Fault("course.yml", "ar: تعريف الاتجار.", "ar: تدريب على التعريف.", "wording", "warning"),
    Fault("media/elements.fr.svg", ">Article 448-1<", ">La proie<", "wording", "warning"),
    Fault(
        BANK, "why: Elle peut être interne.", "why: Elle" + " donc" * 60, "readability", "warning"
    ),
    # articles named by their number
    Fault(LESSON, "compte.", "compte selon l’article 448-22.", "article"),
    Fault(LESSON, "compte.", "compte (articles 448-1 et 448-22).", "article"),
    Fault(LESSON_AR, "## ", "حسب الفصول من 448-1 إلى 448-22.\n\n## ", "article"),
    Fault(BANK, "b: La tromperie", "b: L’article 448-22", "article"),
    Fault("media/elements.fr.svg", ">Article 448-1<", ">Article 448-22<", "article"),
    # the word before a link that stands for its label
    *(
        Fault(LESSON, "compte.", f"compte {words}.", "elision", "warning")
        for words in (
            "selon le [](law:cp-448-1)",
            "au sens du [](law:cp-448-1)",
            "au sens de\n**[](law:cp-448-1)**",
            "jusqu’[](term:traite)",
            "et l’[](term:traite)",
        )
    ),
    Fault(
        BANK, "why: Elle peut être interne.", 'why: "La [](law:cp-448-1)."', "elision", "warning"
    ),
    Fault(BANK, "16 ans est hébergée.", "16 ans : la [](law:cp-448-1).", "elision", "warning"),
    # role plays have no place for a check or a case
    Fault(
        "fr/roleplays/m02-r1.md",
        "Un homme promet",
        "[Vérifiez](check:m02-q01)\n\nUn homme promet",
        "role-play",
    ),
    Fault(
        "ar/roleplays/m02-r1.md", "يعد رجل", "[وضعية مهنية](case:m01-c1)\n\nيعد رجل", "role-play"
    ),
    # penalties
    Fault(
        BANK,
        "un enfant, le moyen",
        "un enfant, la peine va de 5 à 12 ans et le moyen",
        "penalty-number",
    ),
    Fault(
        LESSON,
        "compte.",
        "compte. La traite d’un enfant est punie de 5 à 12 ans.",
        "penalty-number",
    ),
    Fault("refs.yml", "min: P5Y, max: P10Y", "min: P10Y, max: P5Y", "penalty"),
    Fault("refs.yml", "life: false", "life: true", "penalty"),
    Fault("refs.yml", "fine_min: 10000", "fine_min: 500000", "penalty"),
    Fault("refs.yml", "link: and}", "link: and, multiplier: 2}", "penalty"),
    Fault("refs.yml", "link: and}", "link: and, multiplier: 2, of: cp-1}", "penalty"),
    Fault("refs.yml", "link: and}", "link: and, fine_status: unspecified}", "penalty"),
    Fault(
        "refs.yml", "un moyen et un but d’exploitation.", "un moyen ; 5 à 12 ans.", "penalty-number"
    ),
    Fault(
        LESSON,
        "reprend l'[](law:palerme-3)",
        "punit de 5 à 12 ans ; voir l'[](law:palerme-3)",
        "penalty-number",
    ),
    Fault(
        LESSON_AR,
        "[](law:cp-448-1)",
        "[](law:cp-448-1) بالسجن من خمس إلى عشرين سنة",
        "penalty-number",
    ),
    Fault(
        LESSON,
        "reprend l'[](law:palerme-3)",
        "prévoit 10 000 à 600 000 dirhams, comme l'[](law:palerme-3)",
        "penalty-number",
    ),
    Fault(LESSON, "compte.", "compte : emprisonnement de 5 à 10 ans.", "penalty-number"),
    Fault(LESSON, "compte.", "compte : 5 à 10 ans d’emprisonnement.", "penalty-number"),
    Fault(
        LESSON_AR,
        "[](law:cp-448-1)",
        "[](law:cp-448-1) بالحبس من خمس إلى عشر سنوات",
        "penalty-number",
    ),
    Fault(LESSON, "compte.", "compte : une peine entre 5 et 12 ans.", "penalty-number"),
    Fault(
        "refs.yml", "def_fr: Ce qui force.", "def_fr: Une peine de 5 à 12 ans.", "penalty-number"
    ),
    Fault(BANK, "16 ans est hébergée.", "16 ans encourt 5 à 12 ans.", "penalty-number"),
    # reading
    Fault("course.yml", "title: {fr: Un petit cours", "titel: {fr: Un petit cours", "schema"),
    Fault("course.yml", "minutes: 40", "minutes: quarante", "schema"),
    Fault("course.yml", "id: petit-cours", "id: &a petit-cours", "yaml-alias"),
    Fault("course.yml", "id: petit-cours", "id: !!str petit-cours", "yaml-tag"),
    Fault("course.yml", "source_lang: fr", "source_lang: fr\nsource_lang: ar", "yaml-duplicate"),
    Fault(
        "course.yml",
        "id: petit-cours",
        "id: petit-cours\nx: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]",
        "yaml-depth",
    ),
    Fault("refs.yml", "source: PRESSE", "source: Journal du matin # page 3", "yaml-comment"),
    Fault("refs.yml", "fr: un article de presse", "fr: un article : de presse", "yaml"),
    Fault(LESSON, "version: 1", "version: un", "schema"),
    Fault(LESSON, "version: 1", "version: 1\nauteur: X", "schema"),
    Fault(LESSON, "---\nid:", "id:", "front-matter"),
    Fault(LESSON_AR, "source:", "version: 1\nsource:", "schema"),
    Fault(LESSON, "compte.", "com\u202epte.", "bidi"),
    Fault(LESSON, "compte.", "com\x07pte.", "control"),
    Fault(BANK, "type: single", "type: essay", "schema"),
    Fault(BANK, "key: false", "key: no", "schema"),
    Fault(BANK_AR, "stem: يفترض", "key: true, stem: يفترض", "schema"),
    Fault(BANK_AR, "stem: يفترض", "level: 1, stem: يفترض", "schema"),
    Fault(BANK_AR, "stem: يفترض", "refs: [cp-448-1], stem: يفترض", "schema"),
    # the course
    Fault("course.yml", "id: m01-l02, minutes", "id: m01-l01, minutes", "ids"),
    Fault("course.yml", "id: m01-l02, minutes", "id: m02-l02, minutes", "ids"),
    Fault("course.yml", "modules: [m01, m02]", "modules: [m01]", "ids"),
    Fault("course.yml", "advised_after: [m01]", "advised_after: [m09]", "ids"),
    Fault(
        "course.yml",
        "minutes: 10, status: planned",
        "minutes: 10, status: written",
        "announced",
        "warning",
    ),
    Fault(
        "course.yml",
        "id: m02-l01, minutes: 12, status: written",
        "id: m02-l01, minutes: 12, status: planned",
        "announced",
        "warning",
        "fr/lessons/m02-l01.md",
    ),
    Fault(
        "course.yml", "{id: m02-l01", "{id: m02-l09", "announced", "error", "fr/lessons/m02-l01.md"
    ),
    Fault(LESSON, "id: m01-l01", "id: m01-l09", "ids"),
    Fault(LESSON_AR, "id: m01-l01", "id: m01-l09", "ids"),
    Fault(LESSON, "title: Le mot", "title: Un autre mot", "title", "warning"),
    Fault(LESSON_AR, "title: المفهوم", "title: مفهوم آخر", "title", "warning"),
    Fault(LESSON, "minutes: 15", "minutes: 16", "minutes", "warning"),
    Fault(LESSON, "objectives: [o1, o2]", "objectives: [o1, o9]", "objective"),
    Fault(
        "refs.yml",
        "    says_ar: يعرف الفصل الاتجار بالبشر بفعل ووسيلة وغرض هو الاستغلال.\n",
        "",
        "law-summary",
    ),
    Fault("refs.yml", '    as_of: "2024-08-22"\n', "", "law-summary"),
    Fault("refs.yml", "src: media/elements.svg", "src: media/absent.svg", "media"),
    Fault("refs.yml", "ar: ecoute.ar.vtt", "ar: absent.ar.vtt", "captions"),
    Fault("refs.yml", "captions: {fr: ecoute.fr.vtt, ar: ecoute.ar.vtt}, ", "", "captions"),
    # texts
    Fault(
        LESSON,
        "## Acte, moyen, but {#elements}",
        "# Titre\n\n## Acte, moyen, but {#elements}",
        "heading",
    ),
    Fault(LESSON, " {#enfant}", "", "heading"),
    Fault(LESSON, "{#enfant}", "{#elements}", "heading"),
    Fault(LESSON, "{#enfant}", "{#top}", "heading"),
    Fault(LESSON, "::: key", "::: clef", "directive"),
    Fault(LESSON, "::: key", "::: key {une note}", "directive"),
    Fault(LESSON, "::: key", "::: key {id=x}", "directive"),
    Fault(LESSON, "::: reflect {id=seuil}", "::: reflect", "directive"),
    Fault(LESSON, "::: trainer {minutes=15}", "::: trainer {minutes=quinze}", "directive"),
    Fault(
        LESSON, "cartes secrètes du formateur.\n:::", "cartes secrètes du formateur.", "directive"
    ),
    Fault(LESSON, "Repérer la", "::: reveal\nCaché.\n:::\n\nRepérer la", "opening"),
    Fault(
        LESSON,
        "::: reveal\nLa réponse est ici.\n:::",
        "::: reflect {id=seuil}\nEt ici ?\n:::",
        "directive",
    ),
    Fault(
        LESSON,
        "::: trainer {minutes=15}\nFaites classer",
        ":::: note\n::: trainer {minutes=15}\nSecret.\n:::\n::::\n\n::: trainer {minutes=15}\nFaites classer",
        "trainer",
    ),
    Fault(LESSON, "Le [moyen]", "Le <b>vrai</b> [moyen]", "html"),
    Fault(LESSON, "![Trois cercles se recoupent.]", "![]", "alt"),
    Fault(LESSON, "[fig-elements]", "[fig-inconnue]", "media"),
    Fault(
        LESSON,
        "![Trois cercles se recoupent.][fig-elements]",
        "![Trois cercles.](https://example.org/x.png)",
        "media",
    ),
    Fault(LESSON, "![Trois cercles se recoupent.][fig-elements]\n\n", "", "figure"),
    Fault(LESSON, "media=vid-ecoute", "media=vid-inconnue", "media"),
    Fault(LESSON, "**Transcription.** L'assistante sociale s'assied.\n", "", "transcript"),
    Fault(LESSON, "(term:traite)", "(term:inconnu)", "term"),
    Fault(LESSON, "[](law:palerme-3)", "[](law:palerme-99)", "law"),
    Fault(LESSON, "check:m01-q01", "check:m01-q99", "check"),
    Fault(LESSON, "check:m01-q01", "check:m01-q12", "check"),
    Fault(LESSON, "case:m01-c1", "case:m01-c9", "case"),
    Fault(LESSON, "lesson:m02-l01#peines", "lesson:m02-l07", "lesson"),
    Fault(LESSON, "lesson:m02-l01#peines", "lesson:m02-l01#absente", "lesson"),
    Fault(LESSON, "lesson:m02-l01#peines", "lesson:m01-l02", "planned", "warning"),
    Fault(
        LESSON, "[Vérifiez vos acquis](check:m01-q01)", "Puis [vérifiez](check:m01-q01).", "alone"
    ),
    Fault(LESSON, "(term:moyen)", "(//ailleurs.example/x)", "link"),
    Fault(LESSON, "(term:moyen)", "(http://ailleurs.example/x)", "link"),
    Fault(LESSON, "(term:moyen)", "(mailto:x@example.org)", "link"),
    Fault(LESSON, "(term:moyen)", "(/modules/m01)", "link"),
    Fault(LESSON, "(term:moyen)", "(#nulle-part)", "link"),
    Fault(LESSON, "[leçon sur les peines]", "[]", "link"),
    Fault(
        LESSON_AR,
        "::: reveal\nالجواب هنا.",
        "::: reveal\nLa réponse est restée en français dans ce fichier.",
        "language",
    ),
    Fault(LESSON, "Que feriez-vous ?", "ماذا كنتم ستفعلون في هذه الحالة بالضبط؟", "language"),
    Fault(LESSON_AR, "الجواب", "الجـــواب", "kashida", "warning"),
    # parity
    Fault(LESSON_AR, "{#enfant}", "{#autre}", "twin-sections"),
    Fault(LESSON_AR, "::: key", "::: note", "twin-directives"),
    Fault(LESSON_AR, "[](law:palerme-3)", "[](law:cp-448-1)", "twin-links", "warning"),
    Fault(
        LESSON_AR,
        "![ثلاث دوائر متقاطعة.][fig-elements]\n\n",
        "ثلاث دوائر.\n\n",
        "twin-images",
        "warning",
    ),
    Fault(LESSON, "La réponse est ici.", "La réponse a changé.", "stale", "warning", LESSON_AR),
    Fault(BANK, "stem: La traite suppose", "stem: La traite exige", "stale", "warning", BANK_AR),
    Fault(BANK_AR, "      c: الوسيلة وحدها.\n", "", "twin-ids"),
    Fault(BANK_AR, "s3: الإحالة", "s4: الإحالة", "twin-ids"),
    Fault(BANK_AR, "r2: تهديده", "r3: تهديده", "twin-ids"),
    Fault("ar/bank/m02.yml", "g1: {x: حدودا, y: شخصا}", "g1: {x: حدودا, z: شخصا}", "twin-ids"),
    Fault(BANK_AR, "      c: لا تكفي الوسيلة وحدها.\n", "", "twin-ids", "warning"),
    Fault(BANK_AR, "حسب [](law:cp-448-1)؟", "حسب القانون؟", "twin-links", "warning"),
    Fault(BANK_AR, "  m01-v1: |", "  m01-v2: |", "twin-ids"),
    # cases
    Fault(CASE, "start: depart", "start: ailleurs", "case-graph"),
    Fault(CASE, "(#seule){score=2}", "(#ailleurs){score=2}", "case-graph"),
    Fault(CASE, "(#seule){score=2}", "(#protegee){score=2}", "case-graph"),
    Fault(
        CASE,
        "- [Demander à lui parler seule](#seule){score=2}\n",
        "- [Un](#seule){score=2}\n- [Deux](#seule)\n- [Trois](#seule)\n- [Quatre](#seule)\n",
        "case-graph",
    ),
    Fault(
        CASE,
        "- [Lui demander une plainte](#laisse){score=0}\n  > L'aide ne dépend pas d'une plainte.\n",
        "",
        "case-graph",
    ),
    Fault(CASE, "Elle est à l'abri.", "Elle est à l'abri.\n\n[Suite](#laisse)", "case-graph"),
    Fault(CASE, "max: 3", "max: 4", "case-graph"),
    Fault(CASE_AR, "(#seule)", "(#seule){score=2}", "twin-score"),
    # the bank
    Fault(BANK, "id: m01-q12", "id: m02-q12", "ids"),
    Fault(BANK, "id: m01-q12", "id: m01-q11", "ids"),
    Fault(BANK, "module: m01", "module: m02", "ids"),
    Fault(BANK, "    key: a\n", "    key: d\n", "key"),
    Fault(BANK, "key: [a, b],", "key: [a, d],", "key"),
    Fault(BANK, "key: [a, b],", "key: [a, a],", "key"),
    Fault(BANK, "key: [a, b],", "key: [a, b, c],", "key"),
    Fault(BANK, "key: {r1: acte, r2: moyen}", "key: {r1: acte}", "key"),
    Fault(BANK, "key: {r1: acte, r2: moyen}", "key: {r1: acte, r2: autre}", "key"),
    Fault(BANK, "key: [s1, s2, s3]", "key: [s1, s2, s2]", "key"),
    Fault(CLOZE, "key: {g1: x, g2: y}", "key: {g1: x, g2: z}", "key"),
    Fault(CLOZE, "{g2}.", "{g3}.", "gaps"),
    Fault("ar/bank/m02.yml", "{g1}.", "الحدود.", "gaps"),
    Fault(
        BANK,
        "status: reviewed, type: multi",
        "status: reviewed, scoring: pairs, type: multi",
        "scoring",
    ),
    Fault(BANK, "refs: [palerme-3]", "refs: [palerme-9]", "law"),
    Fault(BANK, "refs: [palerme-3]", "refs: [presse-1]", "graded"),
    Fault(BANK, "objective: o2", "objective: o7", "objective"),
    Fault(LESSON, "objectives: [o1, o2]", "objectives: [o1]", "taught", "warning", BANK),
    Fault(BANK, "enemies: [m01-q13]", "enemies: [m01-q77]", "ids"),
    Fault(BANK, "vignette: m01-v1", "vignette: m01-v9", "ids"),
    Fault(
        BANK,
        "      c: Le moyen ne fait pas la traite.\n",
        "      a: Le moyen ne fait pas la traite.\n",
        "why-not",
    ),
    Fault(BANK, "      c: Le moyen ne fait pas la traite.\n", "", "why-not", "warning"),
    Fault(
        BANK,
        "a: L'acte et le but suffisent.",
        "a: L'acte et le but suffisent, parce que la loi protège davantage les enfants que les adultes.",
        "length",
        "warning",
    ),
    Fault(BANK, "c: Le moyen seul.", "c: Toutes les réponses.", "all-above", "warning"),
    Fault(BANK, "c: Le moyen seul.", "c: Le moyen, toujours.", "absolute", "warning"),
    Fault(BANK_AR, "c: الوسيلة وحدها.", "c: الوسيلة فقط.", "absolute", "warning"),
    Fault(BANK_AR, "c: الوسيلة وحدها.", "c: كل ما سبق.", "all-above", "warning"),
    Fault(
        BANK,
        "Que faut-il établir selon l'[](law:cp-448-1) ?\n    options:\n      a: L'acte et le but suffisent.",
        "Que ne faut-il pas établir selon l'[](law:cp-448-1) ?\n    options:\n      a: Le moyen n'est pas requis.",
        "double-negation",
        "warning",
    ),
    Fault(BANK, "why: Elle peut être interne.", 'why: "Voir [](law:absent-1)."', "law"),
    Fault(BANK, "why: Elle peut être interne.", 'why: "Voir [ici](//ailleurs.example)."', "link"),
    Fault(BANK, "why: Elle peut être interne.", 'why: "Voir [ici](check:m01-q01)."', "link"),
    Fault(
        BANK,
        "      c: Le moyen seul.\n",
        "      c: Le moyen seul.\n"
        + "".join(f"      {one}: Le but {one}.\n" for one in "defghijk"),
        "schema",
    ),
    Fault(
        BANK,
        "s3: Orienter}",
        "s3: Orienter, " + ", ".join(f"t{n}: Geste {n}" for n in range(8)) + "}",
        "schema",
    ),
    # the exam
    Fault("exam.yml", "per_module: {m01: 3, m02: 1}", "per_module: {m01: 2, m02: 1}", "blueprint"),
    Fault("exam.yml", "levels: {1: 2, 2: 1, 3: 1}", "levels: {1: 2, 2: 1, 3: 2}", "blueprint"),
    Fault("exam.yml", "m02: 1}", "m09: 1}", "blueprint"),
    Fault(
        "exam.yml",
        "levels: {1: 2, 2: 1, 3: 1}",
        "levels: {1: 1, 2: 1, 3: 2}",
        "feasible",
        "warning",
    ),
    Fault("exam.yml", "every_objective: 1", "every_objective: 2", "feasible", "warning"),
    Fault("exam.yml", "pool_ratio: 1", "pool_ratio: 2", "pool", "warning"),
    Fault("exam.yml", "per_module: {m01: 3,", "per_module: {m01: 1,", "vignette", "error", BANK),
    Fault(
        BANK,
        "version: 1, status: reviewed, type: order",
        "version: 1, status: draft, type: order",
        "draft",
        "note",
    ),
    Fault(
        BANK,
        "version: 1, status: reviewed, type: order",
        "version: 1, status: draft, type: order",
        "feasible",
        "warning",
        "exam.yml",
    ),
]


def _where(fault: Fault) -> str:
    return fault.found_in or fault.path


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.rule}: {f.new[:40]!a}")
def test_the_lint_finds_the_fault(course: ContentFolder, fault: Fault) -> None:
    course.replace(fault.path, fault.old, fault.new)

    found = [one for one in course.lint() if one.rule == fault.rule]

    assert [one.severity for one in found if one.path == _where(fault)][:1] == [fault.severity]


def test_the_word_before_a_link_is_found_on_its_line(course: ContentFolder) -> None:
    course.replace(LESSON, "compte.", "compte.\n\nAu sens de [](law:cp-448-1).")
    lines = (course.root / LESSON).read_text("utf-8").splitlines()

    (found,) = (one for one in course.lint() if one.rule == "elision")

    assert "Au sens de [](" in lines[found.line - 1]


def test_a_full_edition_is_held_to_what_it_promises(course: ContentFolder) -> None:
    course.replace("exam.yml", "pool_ratio: 1", "pool_ratio: 4")

    said: dict[str, list[str]] = {
        rule: [] for rule in ("lesson-shape", "length", "case-size", "counts")
    }
    for one in course.lint():
        if one.rule in said:
            said[one.rule].append(one.message)

    shape, counts = said["lesson-shape"], said["counts"]
    assert "the first section is a situation of practice: write it as {#situation}" in shape
    assert "there is no “practice” block: write ::: practice … :::" in shape
    assert "1 knowledge checks, at least 2: add one with [Vérifiez vos acquis](check:…)" in shape
    assert any("words for 15 minutes" in message for message in said["length"])
    assert said["case-size"] == ["4 scenes, 8 to 16 wanted: write more"]
    assert "m01: 4 reviewed exam items, at least 20: add 16 in fr/bank/m01.yml" in counts


def test_what_a_full_edition_misses_is_told_where_it_can_be_mended(course: ContentFolder) -> None:
    course.replace("exam.yml", "pool_ratio: 1", "pool_ratio: 4")

    lines = {
        (one.path, course.read(one.path).splitlines()[one.line - 1].strip())
        for one in course.lint()
        if one.rule in {"lesson-shape", "length", "case-size", "counts"}
    }

    assert (LESSON, "## Acte, moyen, but {#elements}") in lines
    assert (LESSON, "## Le cas de l'enfant {#enfant}") in lines
    assert (LESSON, "[Vérifiez vos acquis](check:m01-q01)") in lines
    assert (LESSON, "minutes: 15") in lines
    assert (CASE, "## Partis {#laisse .end}") in lines
    assert ("course.yml", "cases: []") in lines


def test_words_are_counted_as_a_learner_reads_them(course: ContentFolder) -> None:
    def words() -> int:
        return read_words(read_content(course.root).lessons["m02-l01"].source)

    before = words()
    course.replace(
        "fr/lessons/m02-l01.md",
        "[Vérifiez vos acquis]",
        "![Un texte alternatif][fig-elements]\n\nDeux [mots](term:moyen).\n\n"
        ":::: trainer {minutes=5}\n::: note\nNon lu.\n:::\nNon lu non plus.\n::::\n\n"
        "## Sources {#sources}\n\nNon lues.\n\n## Fin {#fin}\n\n[Vérifiez vos acquis]",
    )

    assert words() == before + 3  # “Deux mots.” and the title “Fin”


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("la [traite](term:traite) :", "la [vente](term:traite) de la traite des êtres humains :"),
        ("la [traite](term:traite) :", "le traité des êtres humains :"),
        (
            "la [traite](term:traite) :",
            "la [traite](term:traite) :\n\nLa traite des êtres humains est un crime.\n\nDonc :",
        ),
        ("![Trois cercles se", "![La traite des êtres humains : trois cercles se"),
    ],
    ids=["linked in the same paragraph", "another word", "linked before", "alternative text"],
)
def test_a_term_that_is_linked_where_it_is_first_used_needs_no_other_link(
    course: ContentFolder, old: str, new: str
) -> None:
    course.replace(LESSON, old, new)

    assert [one for one in course.lint() if one.rule == "glossary"] == []


# What the article cited beside (5 to 10 years, 10 000 to 500 000 dirhams) does not say, and says.
FRENCH_NUMBERS = [
    ("vingt-cinq ans de réclusion", "dix ans de réclusion"),
    ("jusqu’à 40 ans de réclusion", "jusqu’à 10 ans de réclusion"),
    ("La peine maximale est de 50 ans", "La peine maximale est de 10 ans"),
    ("La peine maximale : 50 ans", "La peine maximale : 10 ans"),
    ("Il encourt trente et un ans", "Il encourt cinq ans"),
    (
        "La traite d’un adulte est punie de quarante ans",
        "La traite d’un adulte est punie de dix ans",
    ),
    ("La réclusion ne peut dépasser vingt ans", "La réclusion ne peut dépasser dix ans"),
    ("dix ans d’emprisonnement", "dix ans de réclusion"),
    ("5-12 ans de réclusion", "5-10 ans de réclusion"),
    ("5\u20137\u00a0ans de réclusion", "5\u201310\u00a0ans de réclusion"),
    ("cinq à dix-huit ans de réclusion", "cinq à dix ans de réclusion"),
    ("10 000 à 900 000 MAD", "10 000 à 500 000 MAD"),
    ("10 000 dirhams à 900 000 dirhams", "10 000 dirhams à 500 000 dirhams"),
    ("10 000 \u2013 900 000 DH", "10 000 \u2013 500 000 DH"),
    ("Une amende de 20 000 dirhams au moins", "Une amende de 10 000 dirhams au moins"),
    ("Jusqu’à un million de dirhams d’amende", "Jusqu’à 500 000 dirhams d’amende"),
    ("L’amende atteint six cent mille MAD", "L’amende atteint cinq cent mille MAD"),
    ("la perpétuité", "la peine"),
    ("la réclusion à vie", "la réclusion"),
]
ARABIC_NUMBERS = [
    ("السجن من خمس سنوات إلى اثنتي عشرة سنة", "السجن من خمس سنوات إلى عشر سنوات"),
    ("السجن من 5 إلى 12 سنة", "السجن من 5 إلى 10 سنوات"),
    ("السجن 5-12 سنة", "السجن 5-10 سنوات"),
    ("السجن لمدة خمس وعشرين سنة", "السجن لمدة عشر سنوات"),
    ("الحد الأقصى للعقوبة هو ثلاثون سنة", "الحد الأقصى للعقوبة هو عشر سنوات"),
    ("ويعاقب بأحد عشر عاما", "ويعاقب بعشرة أعوام"),
    ("أقصى عقوبة: أربعون سنة", "أقصى عقوبة: عشر سنوات"),
    ("لا تقل مدة السجن عن سنتين", "لا تقل مدة السجن عن خمس سنوات"),
    ("عشرون سنة سجنا", "عشر سنوات سجنا"),
    ("الحبس عشر سنوات", "السجن عشر سنوات"),
    ("غرامة قدرها 90000 درهم", "غرامة قدرها 10000 درهم"),
    ("غرامة لا تتجاوز مليون درهم", "غرامة لا تتجاوز خمسمائة ألف درهم"),
    ("غرامة من عشرة آلاف إلى مليوني درهم", "غرامة من عشرة آلاف إلى 500.000 درهم"),
    ("غرامة من 10.000 درهم إلى 900.000 درهم", "غرامة من 10.000 درهم إلى 500.000 درهم"),
    ("السجن المؤبد", "السجن"),
]
LESSONS_AND_NUMBERS = [
    (path, citation, wrong, right)
    for path, citation, pairs in (
        (LESSON, "La définition figure à l'[](law:cp-448-1)", FRENCH_NUMBERS),
        (LESSON_AR, "ورد التعريف في [](law:cp-448-1)", ARABIC_NUMBERS),
    )
    for wrong, right in pairs
]


@pytest.mark.parametrize(("path", "citation", "wrong", "right"), LESSONS_AND_NUMBERS)
def test_a_number_of_a_penalty_is_that_of_the_article_cited(
    course: ContentFolder, path: str, citation: str, wrong: str, right: str
) -> None:
    faultless = course.read(path)

    found = []
    for words in (wrong, right):
        course.write(path, faultless.replace(citation, f"{citation}. {words}. Suite", 1))
        found.append([one for one in course.lint() if one.rule == "penalty-number"])

    assert [(len(one) > 0) for one in found] == [True, False], found


@pytest.mark.parametrize(
    ("path", "citation", "words"),
    [
        (LESSON, "La définition figure à l'[](law:cp-448-1)", words)
        for words in (
            "La peine est doublée si la victime a moins de 18 ans",
            "La peine se prescrit par vingt ans",
            "Le délai pour exécuter la peine est de 15 jours",
            "L’action publique et la peine : prescription de quinze ans",
            "Le travail d’un enfant de moins de 15 ans est puni à part",
            "Après la peine, il attend 12 mois",
            "Elle est motivée, à peine de nullité, pour quatre mois",
            "Il a été condamné à une peine de huit ans de réclusion",
            "L’article 448-2 ne connaît pas cette peine ; il date de 2016",
            "La prison est à 15 minutes ; elle y reste 3 jours",
            "Le salaire promis était de 3 000 dirhams",
            "Outre l’amende, il doit un salaire de 3 000 dirhams",
            "La traite ne se lit pas en une page : la peine de l’article 448-2 vaut 30 jours plus tard",
        )
    ]
    + [
        (LESSON_AR, "ورد التعريف في [](law:cp-448-1)", words)
        for words in (
            "وتضاعف العقوبة إذا كان عمر الضحية أقل من ثماني عشرة سنة",
            "تتقادم العقوبة بمضي عشرين سنة",
            "أجل تنفيذ العقوبة 15 يوما",
            "يعاقب على العمل القسري لطفل دون 15 سنة بنص خاص",
            "حكم عليه بعقوبة ثماني سنوات",
            "نشر القانون سنة 2016 وفيه عقوبات",
            "بعد قضاء العقوبة ينتظر 12 شهرا",
            "الأجر الموعود به هو 3.000 درهم",
        )
    ],
)
def test_an_age_a_delay_or_a_wage_is_no_penalty(
    course: ContentFolder, path: str, citation: str, words: str
) -> None:
    course.replace(path, citation, f"{citation}. {words}. Suite")

    assert [one for one in course.lint() if one.rule == "penalty-number"] == []


def test_the_article_named_beside_a_bound_is_the_one_to_ask(course: ContentFolder) -> None:
    course.replace(LESSON, "compte.", "compte. La peine : dix ans au plus à l’article 448-1-1.")

    assert [one for one in course.lint() if one.rule == "penalty-number"] == []


def test_a_faultless_course_has_no_finding(course: ContentFolder) -> None:
    assert course.lint() == ()


def _only(findings: tuple[Finding, ...], rule: str) -> Finding:
    (found,) = [one for one in findings if one.rule == rule]
    return found


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (LESSON, "(term:moyen)", "(term:inconnu)", "term"),
        (BANK, "refs: [palerme-3]", "refs: [palerme-9]", "law"),
        ("refs.yml", "confidence: verified-press", "confidence: sure", "schema"),
        ("course.yml", "minutes: 12", "minutes: douze", "schema"),
    ],
)
def test_a_finding_names_the_line_of_the_fault(
    course: ContentFolder, path: str, old: str, new: str, rule: str
) -> None:
    line = course.read(path)[: course.read(path).index(old)].count("\n") + 1
    course.replace(path, old, new)

    found = _only(course.lint(), rule)

    assert (found.path, found.line) == (path, line)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (LESSON, "compte.", "compte ; le Protocole dit « traite des personnes »."),
        (LESSON, "compte.", "compte : écrivez à p.e.x, puis m’appelle-t-elle."),
        (LESSON_AR, "معتبرة.", "معتبرة، ويسميها البروتوكول الاتجار بالأشخاص."),
        (LESSON_AR, "معتبرة.", "معتبرة، والكلمة لا تقابل «تدريب» بل الاستدراج، لا التدريب."),
    ],
)
def test_a_word_in_its_own_place_is_no_fault(
    course: ContentFolder, path: str, old: str, new: str
) -> None:
    course.replace(path, old, new)

    assert [one for one in course.lint() if one.rule == "wording"] == []


def test_a_link_that_only_the_source_opening_has_is_noticed(course: ContentFolder) -> None:
    course.replace(
        CASE, "## Le guichet {#depart}", "Voir l'[](law:cp-448-1).\n\n## Le guichet {#depart}"
    )

    found = _only(course.lint(), "twin-links")

    assert (found.path, found.line, found.severity) == (CASE_AR, 1, "warning")


def test_a_missing_translation_is_a_warning(course: ContentFolder) -> None:
    course.remove(LESSON_AR)

    found = _only(course.lint(), "missing")

    assert (found.path, found.severity) == (LESSON, "warning")


def test_a_translation_without_its_source_is_an_error(course: ContentFolder) -> None:
    course.remove(LESSON)

    assert _only(course.lint(), "twin-source").path == LESSON_AR


def test_a_source_that_cannot_be_read_is_not_said_to_be_missing(course: ContentFolder) -> None:
    course.write(LESSON, "sans en-tête")

    assert [one.path for one in course.lint() if one.severity == "error"] == [LESSON]


def test_an_item_translated_without_its_source_is_an_error(course: ContentFolder) -> None:
    course.replace(BANK_AR, "id: m01-q12", "id: m01-q19")

    assert _only(course.lint(), "twin-source").message.endswith("m01-q19 has no source")


def test_a_file_that_is_not_utf8_is_named_with_its_line(course: ContentFolder) -> None:
    course.write(LESSON, b"---\nid: m01-l01\ntitle: \xe9l\xe8ve\n---\n")

    found = _only(course.lint(), "encoding")

    assert (found.path, found.line) == (LESSON, 3)


def test_an_oversized_file_is_refused_unread(course: ContentFolder) -> None:
    course.write(LESSON, course.read(LESSON) + "x" * 1_000_001)

    assert _only(course.lint(), "size").path == LESSON


def test_a_link_between_files_is_not_followed(course: ContentFolder) -> None:
    (course.root / "fr/lessons/m01-l07.md").symlink_to(course.root / LESSON)

    assert _only(course.lint(), "link").path == "fr/lessons/m01-l07.md"


def test_an_absent_folder_is_a_finding_and_not_an_exception(course: ContentFolder) -> None:
    gone = ContentFolder(course.root / "nowhere")

    assert "folder" in {one.rule for one in gone.lint()}


def test_a_missing_course_file_is_an_error(course: ContentFolder) -> None:
    course.remove("course.yml")

    assert _only(course.lint(), "missing-file").path == "course.yml"


def test_a_cycle_without_an_exit_is_found(course: ContentFolder) -> None:
    course.replace(CASE, "(#protegee){score=1}", "(#depart){score=1}")
    course.replace(CASE, "- [Lui demander une plainte](#laisse)", "- [Encore](#seule)")
    course.replace(CASE, "- [Laisser passer](#laisse)", "- [Rester](#depart)")

    messages = [one.message for one in course.lint() if one.rule == "case-graph"]

    assert "no end can be reached from #depart: give it a way out" in messages


def test_one_broken_bank_does_not_hide_behind_its_consequences(course: ContentFolder) -> None:
    course.write(BANK, course.read(BANK) + "broken: [\n")

    errors = [one for one in course.lint() if one.severity == "error"]

    assert {(one.path, one.rule) for one in errors} == {(BANK, "yaml")}
