"""The figures of modules 1 to 3: understanding. Facts: law.md L2, L3, L6, L10, L11; refs.yml."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Final

from app.modules.reader import read_content
from app.modules.schemas import Penalty
from tools.figures.canvas import Canvas
from tools.figures.layouts import (
    CENTRE,
    FULL,
    MARGIN,
    Entry,
    card,
    entry_card,
    entry_depth,
    hub,
    ladder,
    overlapping_sets,
    star_with_words,
    write_entry,
)
from tools.figures.measure import Words

CONTENT: Final = Path(__file__).parent.parent.parent / "content"

ACT: Final = Words("L'acte", "الفعل")
MEANS: Final = Words("Le moyen", "الوسيلة")
PURPOSE: Final = Words("Le but", "الغرض")
TRAFFICKING: Final = Words("traite", "الاتجار")
ADULT: Final = Words("Adulte", "الراشد")
CHILD: Final = Words("Enfant : moins de 18 ans", "الطفل: دون 18 سنة")


def elements(c: Canvas) -> None:
    """Draw act, means and purpose that overlap; for a child the means drops out."""
    c.write(MARGIN, 8, ADULT, "title", limit=120)
    acts = Words("recruter, transporter, héberger…", "تجنيد أو نقل أو إيواء…")
    means = Words("menace, tromperie, contrainte…", "تهديد أو خداع أو قسر…")
    exploitation = Words("l'exploitation", "الاستغلال")
    overlapping_sets(
        c,
        [
            (124, 106, "f1", Entry(ACT, acts), (94, 90)),
            (236, 106, "f2", Entry(MEANS, means), (266, 90)),
            (CENTRE, 202, "f3", Entry(PURPOSE, exploitation), (CENTRE, 242)),
        ],
        86,
    )
    star_with_words(c, CENTRE, 138, 32, Entry(TRAFFICKING))
    c.line((MARGIN, 308), (MARGIN + FULL, 308), stroke="line")
    c.write(MARGIN, 322, CHILD, "title", limit=FULL)
    y = 412
    overlapping_sets(
        c,
        [
            (68, y, "f1", Entry(ACT), (44, y)),
            (150, y, "f3", Entry(PURPOSE), (176, y)),
        ],
        58,
    )
    star_with_words(c, 109, y, 31, Entry(TRAFFICKING))
    c.circle(294, y, 56, stroke="border", stroke_width=1.5, stroke_dasharray="3 5")
    not_needed = Words("non exigé", "غير مطلوبة")
    write_entry(
        c, 294, y, Entry(MEANS, not_needed), 90, anchor="middle", colours=("muted", "muted")
    )
    c.height = 480


def two_roads(c: Canvas) -> None:
    """Draw two roads that leave from one place; a means used to exploit joins them."""
    upper, lower, start = 84.0, 262.0, 173.0
    for y, colour in ((upper, "f1"), (lower, "f3")):
        bend = start + (y - start) * 0.75
        road = (("M", 34, start), ("C", 34, bend, 64, y, 112, y), ("L", 330, y))
        c.path(*road, stroke="line", stroke_width=15)
        c.path(*road, stroke=colour, stroke_width=2, stroke_dasharray="7 6")
    c.arrow(
        ("M", 222, upper),
        ("C", 274, upper, 292, 140, 292, lower - 16),
        colour="accent",
        stroke_width=2.5,
        size=8,
    )
    c.khatam(34, start, 13, fill="primary")
    c.circle(334, upper, 10, fill="f1")
    c.khatam(332, lower, 15, fill="f3")

    c.write(84, 8, Words("Trafic illicite de migrants", "تهريب المهاجرين"), "title", limit=260)
    border = Words("frontière franchie, contre paiement", "عبور الحدود بمقابل")
    c.line(
        (142, upper - 22), (142, upper + 22), stroke="ink", stroke_width=2, stroke_dasharray="1 5"
    )
    c.write(142, upper + 32, border, "small", limit=128, anchor="middle", colour="muted")
    arrival = Words("arrivée : fin du trafic", "الوصول: نهاية التهريب")
    c.write(350, upper - 34, arrival, "small", limit=190, anchor="end", colour="muted")

    joins = Words(
        "Si un moyen sert à retenir la personne pour l'exploiter, c'est la traite",
        "إذا استُعملت وسيلة لتقييد حرية الشخص من أجل استغلاله صار ذلك اتجارا بالبشر",
    )
    c.write(88, start + 8, joins, "label", limit=186, colour="accent", middle=True)

    c.write(88, lower + 20, Words("Traite des êtres humains", "الاتجار بالبشر"), "title", limit=260)
    borders = Words("avec ou sans frontière", "بحدود أو دونها")
    c.write(88, lower + 46, borders, "small", limit=180, colour="muted")
    end = Words("exploitation", "استغلال")
    c.write(350, lower + 46, end, "label", limit=90, anchor="end", colour="accent")
    c.height = 336


def penalty_ladder(c: Canvas) -> None:
    """Draw the five degrees of 448-2 to 448-5 with the years and fines of the registry."""
    known = _penalties()
    heading = Words("Réclusion et amende, en dirhams (DH)", "السجن والغرامة بالدرهم")
    y = c.write(MARGIN, 8, heading, "small", limit=FULL, colour="muted") + 12
    steps = [
        ("cp-448-2", Words("448-2", "الفصل 448-2"), Words("traite simple", "الجريمة البسيطة")),
        ("cp-448-3", Words("448-3", "الفصل 448-3"), Words("sept circonstances", "الظروف السبعة")),
        ("cp-448-4", Words("448-4", "الفصل 448-4"), Words("trois hypothèses", "الحالات الثلاث")),
        (
            "cp-448-5-1",
            Words("448-5", "الفصل 448-5"),
            Words(
                "alinéa 1 : bande criminelle, échelle transnationale ou décès",
                "الفقرة الأولى: عصابة إجرامية أو طابع عابر للحدود أو وفاة",
            ),
        ),
        (
            "cp-448-5-2",
            Words("448-5", "الفصل 448-5"),
            Words(
                "alinéa 2 : torture ou actes de barbarie",
                "الفقرة الثانية: التعذيب أو أعمال وحشية",
            ),
        ),
    ]
    colours = ("f1", "f1", "f1", "f3", "f3")
    drawn = [
        (partial(_degree, c, known[penalty_id], article, case), colour)
        for (penalty_id, article, case), colour in zip(steps, colours, strict=True)
    ]
    c.height = ladder(c, y, drawn) + 8


def _degree(c: Canvas, penalty: Penalty, article: Words, case: Words, x: float, y: float) -> float:
    limit = 344 - x
    years, fine = years_of(penalty), fine_of(penalty)
    c.write(344, y, years, "label", limit=150, anchor="end")
    c.write(x, y, article, "label", limit=160, colour="primary")
    size = c.face("label").size
    end = c.write(x, y + size + 9, case, "small", limit=limit, colour="muted")
    return end if fine is None else c.write(x, end + 10, fine, "body", limit=limit)


@cache
def _penalties() -> dict[str, Penalty]:
    laws = read_content(CONTENT).refs.laws.values()
    return {penalty.id: penalty for law in laws for penalty in law.penalties}


def years_of(penalty: Penalty) -> Words:
    """Return the years of the registry in words; in Arabic the noun follows the last number."""
    if penalty.life:
        return Words("réclusion perpétuelle", "السجن المؤبد")
    if penalty.min is None or penalty.max is None:
        raise ValueError(f"{penalty.id} has no bounds")
    least, most = int(penalty.min[1:-1]), int(penalty.max[1:-1])
    noun = "سنوات" if most <= 10 else "سنة"  # noqa: PLR2004 - Arabic counts in plural up to ten
    return Words(f"{least} à {most} ans", f"من {least} إلى {most} {noun}")


def fine_of(penalty: Penalty) -> Words | None:
    """Return the fine of the registry in words, or None when the text fixes none."""
    if penalty.fine_min is None or penalty.fine_max is None:
        return None
    least, most = f"{penalty.fine_min:,}", f"{penalty.fine_max:,}"
    spaced = f"{least} à {most} DH".replace(",", "\u00a0")
    return Words(spaced, f"من {least} إلى {most} درهم".replace(",", "."))


def around_the_crime(c: Canvas) -> None:
    """Draw whom the law reaches around the crime, and the victim, who is not one of them."""
    one = Entry(
        Words("448-6", "الفصل 448-6"), Words("la société, personne morale", "الشركة، شخص اعتباري")
    )
    two = Entry(Words("448-7", "الفصل 448-7"), Words("le témoin qui se tait", "الشاهد الذي يسكت"))
    three = Entry(
        Words("448-8", "الفصل 448-8"), Words("celui qui entrave la justice", "من يعرقل العدالة")
    )
    four = Entry(
        Words("448-9", "الفصل 448-9"),
        Words("celui qui met en danger victime ou témoin", "من يعرض الضحية أو الشاهد للخطر"),
    )
    five = Entry(Words("448-10", "الفصل 448-10"), Words("le client qui sait", "الزبون الذي يعلم"))
    six = Entry(Words("448-11", "الفصل 448-11"), Words("celui qui tente", "من يحاول"))
    crime = Entry(Words("le crime de traite", "جريمة الاتجار بالبشر"))
    sides = (one, three, five), (two, four, six)
    y = hub(c, 8, crime, sides, radius=50, colour="primary", across=118, limit=62) + 16
    c.line(
        (MARGIN, y), (MARGIN + FULL, y), stroke="border", stroke_width=1.5, stroke_dasharray="2 6"
    )
    victim = Entry(
        Words("La victime : 448-14", "الضحية: الفصل 448-14"),
        Words(
            "ni pénalement ni civilement responsable des actes accomplis sous la menace et "
            "directement liés à sa qualité de victime",
            "لا تُسأل جنائيا ولا مدنيا عن أفعال قامت بها تحت التهديد وترتبط مباشرة بكونها ضحية",
        ),
    )
    depth = entry_depth(c, victim, FULL - 64) + 28
    card(c, MARGIN, y + 16, FULL, depth, fill="success-bg", stroke="success")
    c.khatam(MARGIN + 26, y + 16 + depth / 2, 13, fill="success")
    write_entry(c, MARGIN + 52, y + 16 + depth / 2, victim, FULL - 64, colours=("success", "ink"))
    c.height = y + depth + 24


def texts(c: Canvas) -> None:
    """Draw the five levels of texts, from the treaty to the decree."""
    stages = [
        (
            "f1",
            Entry(
                Words(
                    "Convention contre la criminalité transnationale organisée",
                    "اتفاقية مكافحة الجريمة المنظمة عبر الوطنية",
                ),
                Words(
                    "Nations Unies ; ratification déposée en 2002",
                    "الأمم المتحدة؛ أودعت المصادقة سنة 2002",
                ),
            ),
        ),
        (
            "f1",
            Entry(
                Words("Protocole de Palerme", "بروتوكول باليرمو"),
                Words(
                    "la complète ; adhésion en 2011 : il engage l'État",
                    "مكمل لها؛ انضمام سنة 2011: يلزم الدولة",
                ),
            ),
        ),
        (
            "f3",
            Entry(
                Words("Loi 27-14", "القانون رقم 27.14"),
                Words("2016 : elle répond au Protocole", "2016: يستجيب للبروتوكول"),
            ),
        ),
    ]
    y = 8.0
    for rank, (colour, entry) in enumerate(stages):
        y = entry_card(c, y, entry, colour)
        if rank < len(stages) - 1:
            c.arrow(("M", CENTRE, y + 4), ("L", CENTRE, y + 22))
            y += 28
    c.height = _offspring_of_the_law(c, y) + 8


def _offspring_of_the_law(c: Canvas, y: float) -> float:
    """Draw what the law feeds, below it; return where it ends."""
    code = Entry(
        Words("Code pénal", "مجموعة القانون الجنائي"),
        Words("448-1 à 448-14 : définit et punit", "الفصول 448-1 إلى 448-14: تُعرِّف وتعاقب"),
    )
    procedure = Entry(
        Words("Procédure pénale", "قانون المسطرة الجنائية"),
        Words("82-5-1 : identifie et protège", "المادة 82-5-1: تنظم التعرف والحماية"),
    )
    decree = Entry(
        Words("Décret 2-17-740", "المرسوم رقم 2.17.740"),
        Words("2018 : organise la Commission nationale", "2018: ينظم اللجنة الوطنية"),
    )
    across, below = 160, y + 30
    depth = max(entry_depth(c, one, across - 22) for one in (code, procedure)) + 26
    foot = below + depth + 26
    for x in (MARGIN + across / 2, MARGIN + FULL - across / 2):
        bend = ("L", CENTRE, y + 12), ("L", x, y + 12)
        c.arrow(("M", CENTRE, y + 4), *bend, ("L", x, below - 7))
    c.arrow(("M", CENTRE, y + 12), ("L", CENTRE, foot - 7))
    for x, entry in ((MARGIN, code), (MARGIN + FULL - across, procedure)):
        card(c, x, below, across, depth, top="f3")
        write_entry(c, x + across / 2, below + depth / 2 + 1, entry, across - 22, anchor="middle")
    return entry_card(c, foot, decree, "f2")


def commission(c: Canvas) -> None:
    """Draw the chair, the twenty-one representatives, two associations and the secretariat."""
    chair = Entry(
        Words("Présidence", "الرئاسة"),
        Words(
            "le Chef du gouvernement ou l'autorité gouvernementale qu'il charge",
            "رئيس الحكومة أو السلطة الحكومية التي يكلفها",
        ),
    )
    y = entry_card(c, 8, chair, "primary")
    c.line((CENTRE, y), (CENTRE, y + 20), stroke="border", stroke_width=2)
    y += 20
    rows = [
        (
            15,
            "f1",
            Words("le Chef du gouvernement et 14 départements", "رئيس الحكومة و14 قطاعا حكوميا"),
        ),
        (2, "f1", Words("autorité judiciaire", "السلطة القضائية")),
        (4, "f1", Words("institutions et services", "مؤسسات ومصالح")),
        (2, "f3", Words("associations", "جمعيتان")),
    ]
    seat, inside, limit = 17, 132, 206
    heights = [
        max(-(-count // 5) * seat, c.depth(words, "body", limit)) + 16 for count, _, words in rows
    ]
    total = sum(heights) + 71
    c.rect(MARGIN, y, FULL, total, fill="card", stroke="line")
    heading = Words("23 membres", "23 عضوا")
    c.write(MARGIN + 14, y + 14, heading, "title", limit=FULL)
    top = y + 38
    for (count, colour, words), height in zip(rows, heights, strict=True):
        middle = top + height / 2
        lines = -(-count // 5)
        for number in range(count):
            x = MARGIN + 24 + (number % 5) * seat
            c.diamond(x, middle + (number // 5 - (lines - 1) / 2) * seat, 6.5, fill=colour)
        c.write(inside, middle, words, "body", limit=limit, middle=True)
        top += height
        c.line((MARGIN + 14, top), (MARGIN + FULL - 14, top), stroke="line")
    total_words = Words("21 représentants + 2 associations = 23", "21 ممثلا + جمعيتان = 23")
    c.write(CENTRE, top + 16, total_words, "label", limit=FULL - 20, anchor="middle", middle=True)
    y += total
    c.line((CENTRE, y), (CENTRE, y + 20), stroke="border", stroke_width=2, stroke_dasharray="2 5")
    secretariat = Entry(
        Words("Secrétariat permanent", "الكتابة الدائمة"),
        Words("l'autorité chargée de la justice", "السلطة المكلفة بالعدل"),
    )
    c.height = entry_card(c, y + 20, secretariat, "f2") + 8


FIGURES: Final[dict[str, Callable[[Canvas], None]]] = {
    "m01-elements": elements,
    "m01-traite-trafic": two_roads,
    "m02-echelle": penalty_ladder,
    "m02-autour-du-crime": around_the_crime,
    "m03-textes": texts,
    "m03-commission": commission,
}
