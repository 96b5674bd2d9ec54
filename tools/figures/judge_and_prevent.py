"""The figures of modules 7 and 8. Facts: law.md L7, L8; practice.md P11, P13, P14."""

from collections.abc import Callable
from typing import Final

from app.modules.figures import VIEW_WIDTH
from tools.figures.canvas import Canvas
from tools.figures.layouts import (
    EDGES,
    MARGIN,
    Entry,
    entry_depth,
    hub,
    label_box,
    levels,
    numbered_star,
    star_with_words,
    write_entry,
)
from tools.figures.measure import Words


def evidence(c: Canvas) -> None:
    """Draw ten sources of proof around the offence, none of them the victim's word."""
    first = [
        Words("téléphones", "الهواتف"),
        Words("flux d'argent", "تدفقات المال"),
        Words("transport", "النقل"),
        Words("certificats médicaux", "الشهادات الطبية"),
        Words("témoins", "الشهود"),
    ]
    second = [
        Words("annonces", "الإعلانات"),
        Words("hébergement", "الإيواء"),
        Words("vidéos", "التسجيلات المصورة"),
        Words("registres", "السجلات"),
        Words("patrimoine", "الذمة المالية"),
    ]
    sides = [Entry(one) for one in first], [Entry(one) for one in second]
    middle = Entry(Words("l'infraction", "الجريمة"))
    c.height = (
        hub(c, 8, middle, sides, radius=51, colour="f3", across=118, limit=73, boxes=True) + 8
    )


def case_file(c: Canvas) -> None:
    """Draw the timeline of a file: five stages, and two things that run beside them."""
    stages = [
        (1, Entry(Words("Signalement", "التبليغ"))),
        (2, Entry(Words("Flagrance ou enquête préliminaire", "التلبس أو البحث التمهيدي"))),
        (5, Entry(Words("Instruction", "التحقيق"))),
        (6, Entry(Words("Chambre criminelle", "غرفة الجنايات"))),
        (7, Entry(Words("Chambre criminelle d'appel", "غرفة الجنايات الاستئنافية"))),
    ]
    places, x, limit = (34.0, 112.0, 222.0, 296.0, 370.0), 26, 120
    c.line((x, places[0]), (x, places[-1]), stroke="f3", stroke_width=3)
    for (number, entry), y in zip(stages, places, strict=True):
        numbered_star(c, x, y, number, "f3")
        write_entry(c, 54, y, entry, limit)
    begin = places[1] - 24
    identify = Entry(
        Words("Identifier et protéger", "التعرف والحماية"),
        Words("article 82-5-1, jusqu'en appel", "المادة 82-5-1، إلى الاستئناف"),
    )
    end = _lane(c, 182, begin, places[4] + 26, 3, "success", identify)
    c.arrow(("M", 223, end + 14), ("L", 223, places[4] + 14), colour="success")
    money = Entry(
        Words("Enquête financière parallèle", "البحث المالي الموازي"),
        Words("en même temps", "في الوقت نفسه"),
    )
    _lane(c, 270, begin, places[2] + 30, 4, "f2", money)
    c.height = places[4] + 34


def _lane(
    c: Canvas, x: float, top: float, bottom: float, number: int, colour: str, entry: Entry
) -> float:
    """Draw what runs beside the stages; return where its words end."""
    across = 82
    middle = x + across / 2
    edge = EDGES.get(colour, colour)
    c.rect(x, top, across, bottom - top, radius=10, fill=colour, fill_opacity=0.14, stroke=edge)
    numbered_star(c, middle, top + 24, number, colour)
    depth = entry_depth(c, entry, across - 8)
    write_entry(c, middle, top + 52 + depth / 2, entry, across - 8, anchor="middle")
    return top + 52 + depth


def message(c: Canvas) -> None:
    """Draw the five parts of a message; a pre-test sends it back until it is understood."""
    heading = Words("Le message", "الرسالة")
    parts = [
        Words("public", "جمهور"),
        Words("signe", "مؤشر"),
        Words("action", "إجراء"),
        Words("numéro", "رقم"),
        Words("confidentialité tenable", "سرية يمكن الوفاء بها"),
    ]
    left, across = 64.0, VIEW_WIDTH - 64 - MARGIN
    row = 38.0
    c.rect(left, 8, across, 56 + 3 * (row + 8), fill="card", stroke="line")
    c.line((left + 7, 8), (left + across - 7, 8), stroke="f4", stroke_width=4)
    c.write(left + 16, 22, heading, "title", limit=across)
    half = (across - 40) / 2
    places = [(left + 16, half), (left + 24 + half, half)] * 2 + [(left + 16, across - 32)]
    for rank, (words, (x, wide)) in enumerate(zip(parts, places, strict=True)):
        y = 50 + (rank // 2) * (row + 8)
        label_box(c, (x, y), (wide, row), words, fill="f4", fill_opacity=0.14, stroke="f4")
    bottom = 64 + 3 * (row + 8)
    middle = left + across / 2
    test = bottom + 84
    c.arrow(("M", middle, bottom + 4), ("L", middle, test - 58))
    public = Entry(Words("prétest", "اختبار قبلي"), Words("auprès du public", "لدى الجمهور"))
    star_with_words(c, middle, test, 54, public, "f4")
    c.arrow(
        ("M", middle - 58, test),
        ("L", 50, test),
        ("C", 22, test, 22, test - 20, 22, test - 40),
        ("L", 22, 60),
        ("C", 22, 36, 30, 34, left - 6, 34),
        colour="accent",
    )
    again = Words("pas compris : réécrire", "غير مفهومة: إعادة الصياغة")
    c.write(36, test + 14, again, "small", limit=110, colour="accent")
    c.arrow(("M", middle, test + 58), ("L", middle, test + 96))
    understood = Words("compris", "مفهومة")
    c.write(middle + 12, test + 76, understood, "small", limit=90, colour="muted", middle=True)
    spread = Words("Diffusion", "النشر")
    label_box(c, (middle - 70, test + 102), (140, 42), spread, "on-primary", fill="primary")
    c.height = test + 152


def evaluation(c: Canvas) -> None:
    """Draw four levels that rise: reaction, learning, practice, effects."""
    steps = [
        Entry(Words("Réaction", "رد الفعل"), Words("en fin de séance", "عند نهاية الحصة")),
        Entry(
            Words("Acquis", "المكتسبات"),
            Words("une épreuve avant et après", "اختبار قبل الحصة وبعدها"),
        ),
        Entry(
            Words("Pratique", "الممارسة"),
            Words("au poste, après trente jours", "في موقع العمل بعد ثلاثين يوما"),
        ),
        Entry(
            Words("Effets", "الآثار"),
            Words(
                "plus tard : orientation et protection des personnes",
                "لاحقا: إحالة الأشخاص وحمايتهم",
            ),
        ),
    ]
    c.height = levels(c, 10, steps, "f4") + 8


FIGURES: Final[dict[str, Callable[[Canvas], None]]] = {
    "m07-preuves": evidence,
    "m07-dossier": case_file,
    "m08-message": message,
    "m08-evaluation": evaluation,
}
