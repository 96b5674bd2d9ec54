"""The figures of modules 4 to 6: protecting. Facts: law.md L2, L7, L9; practice.md P2, P3, P5."""

# ruff: noqa: E501 - both languages of a label stand side by side

from collections.abc import Callable
from typing import Final

from app.modules.figures import VIEW_WIDTH
from tools.figures.canvas import Canvas
from tools.figures.layouts import (
    CENTRE,
    FULL,
    MARGIN,
    Entry,
    card,
    entry_card,
    entry_depth,
    label_box,
    pathway,
    star_with_words,
    wheel,
    write_entry,
)
from tools.figures.measure import Words
from tools.figures.understand import ACT, ADULT, MEANS, PURPOSE, TRAFFICKING


def indicators(c: Canvas) -> None:
    """Draw the eleven indicators of forced labour of the ILO."""
    parts = [
        Words("abus de vulnérabilité", "استغلال الضعف"),
        Words("tromperie", "الخداع"),
        Words("restriction de mouvement", "تقييد الحركة"),
        Words("isolement", "العزلة"),
        Words("violence physique ou sexuelle", "العنف الجسدي أو الجنسي"),
        Words("intimidation et menaces", "الترهيب والتهديد"),
        Words("rétention de documents d'identité", "حجز وثائق الهوية"),
        Words("retenue de salaire", "حجز الأجور"),
        Words("servitude pour dettes", "عبودية الدين"),
        Words("conditions de vie et de travail abusives", "ظروف عيش وعمل تعسفية"),
        Words("heures supplémentaires excessives", "ساعات إضافية مفرطة"),
    ]
    y = 148
    wheel(c, CENTRE, y, 72, 32, parts, (-113, -54, -4, 40, 92), "f2")
    eleven = Words("11", "11")
    c.write(CENTRE, y, eleven, "figure", limit=60, anchor="middle", middle=True)
    c.height = y + 132


def referral(c: Canvas) -> None:
    """Draw the seven steps of referral, on one line."""
    steps = [
        Entry(
            Words("Détecter", "الرصد"), Words("toute personne en contact", "كل من له اتصال بالشخص")
        ),
        Entry(
            Words("Mettre en sécurité", "تأمين السلامة"),
            Words("et répondre aux besoins urgents", "وتلبية الحاجات المستعجلة"),
        ),
        Entry(
            Words("Signaler et orienter", "التبليغ والتوجيه"),
            Words(
                "numéro vert, police ou gendarmerie, parquet, cellules",
                "الرقم الأخضر، الشرطة أو الدرك، النيابة العامة، الخلايا",
            ),
        ),
        Entry(
            Words("Identifier", "التعرف على الضحية"),
            Words(
                "l'autorité judiciaire, avec l'appui du bureau d'assistance sociale (82-5-1)",
                "السلطة القضائية، بمساعدة مكتب المساعدة الاجتماعية (82-5-1)",
            ),
        ),
        Entry(
            Words("Protéger et assister", "الحماية والمساعدة"),
            Words(
                "hébergement, santé, soutien psychologique, droit, réflexion",
                "الإيواء والصحة والدعم النفسي والقانون ومهلة التفكير",
            ),
        ),
        Entry(Words("Procédure et réparation", "المسطرة والتعويض")),
        Entry(
            Words("Réinsertion ou retour volontaire", "الإدماج أو العودة الطوعية"),
            Words("avec un suivi", "مع التتبع"),
        ),
    ]
    c.height = pathway(c, 12, steps, "f2") + 12


def protection(c: Canvas) -> None:
    """Draw four doors: who may get which protection."""
    doors = [
        Entry(
            Words("La victime : 82-5", "الضحية: المادة 82-5"),
            Words(
                "numéro dédié, protection physique, changement de résidence, identité non "
                "divulguée, médecin, aide sociale",
                "رقم هاتفي خاص، حماية جسدية، تغيير مكان الإقامة، عدم كشف الهوية، طبيب ورعاية اجتماعية",
            ),
        ),
        Entry(
            Words("Le témoin, l'expert : 82-6 à 82-8", "الشاهد والخبير: المواد 82-6 إلى 82-8"),
            Words(
                "anonymat, identité d'emprunt, adresse non mentionnée, numéro dédié, protection "
                "physique",
                "إخفاء الهوية، هوية مستعارة، عدم ذكر العنوان، رقم هاتفي خاص، حماية جسدية",
            ),
        ),
        Entry(
            Words("Le dénonciateur de bonne foi : 82-9", "المبلغ بحسن نية: المادة 82-9"),
            Words(
                "les mêmes mesures ; aucune poursuite pour violation du secret professionnel",
                "التدابير نفسها؛ لا متابعة من أجل إفشاء السر المهني",
            ),
        ),
        Entry(
            Words("À l'audience : 347-1", "في الجلسة: المادة 347-1"),
            Words(
                "en cas de danger sérieux : identité cachée, voix modifiée ou audition à distance",
                "عند وجود خطر جدي: إخفاء الهوية أو تغيير الصوت أو الاستماع عن بعد",
            ),
        ),
    ]
    y, x, limit = 8.0, 62, VIEW_WIDTH - 62 - MARGIN
    for rank, entry in enumerate(doors):
        depth = max(entry_depth(c, entry, limit), 52) + 16
        _door(c, 14, y + depth / 2 - 26)
        write_entry(c, x, y + depth / 2, entry, limit)
        y += depth
        if rank < len(doors) - 1:
            c.line((x, y), (VIEW_WIDTH - MARGIN, y), stroke="line")
    both = Words(
        "La victime qui témoigne ou dénonce ouvre aussi la deuxième porte (82-6 et 82-7).",
        "الضحية التي تشهد أو تبلغ تفتح الباب الثاني أيضا (المادتان 82-6 و82-7).",
    )
    depth = c.depth(both, "body", FULL - 60) + 28
    card(c, MARGIN, y + 8, FULL, depth, fill="success-bg", stroke="success")
    c.khatam(MARGIN + 24, y + 8 + depth / 2, 12, fill="success")
    c.write(MARGIN + 48, y + 8 + depth / 2, both, "body", limit=FULL - 60, middle=True)
    c.height = y + depth + 16


def _door(c: Canvas, x: float, y: float) -> None:
    """Draw a door that stands open in reading direction."""
    c.rect(x, y, 30, 52, radius=2, fill="card", stroke="ink", stroke_width=2)
    c.path(
        ("M", x, y),
        ("L", x + 17, y + 8),
        ("L", x + 17, y + 58),
        ("L", x, y + 52),
        ("Z",),
        fill="f2",
        stroke="ink",
        stroke_width=2,
    )
    c.circle(x + 12.5, y + 34, 1.8, fill="on-saffron")


def thirty_days(c: Canvas) -> None:
    """Draw the reflection period, with what it gives; the procedure goes on."""
    grounds = Entry(Words("Des raisons sérieuses sont écrites", "تدون أسباب جدية"))
    y = entry_card(c, 8, grounds, "f2", x=MARGIN, across=212)
    c.arrow(("M", MARGIN + 106, y + 4), ("L", MARGIN + 106, y + 20))
    y = _delay(c, y + 26) + 18
    goes_on = Words("Pendant ce temps, la procédure continue", "خلال ذلك تستمر المسطرة")
    end = c.write(MARGIN + 4, y, goes_on, "body", limit=FULL)
    c.arrow(("M", MARGIN + 4, end + 12), ("L", VIEW_WIDTH - MARGIN - 4, end + 12), colour="f1")
    decides = Entry(
        Words("À la fin, la personne décide", "في النهاية تقرر الضحية"),
        Words(
            "rester, si elle y est autorisée, ou rentrer volontairement",
            "البقاء إذا رخص لها به أو العودة الطوعية",
        ),
    )
    x = VIEW_WIDTH - MARGIN - 240
    c.height = entry_card(c, end + 32, decides, "f2", x=x, across=240) + 8


def _delay(c: Canvas, y: float) -> float:
    """Draw the thirty days and what they give; return where they end."""
    delay = Entry(
        Words("30 jours au plus", "30 يوما على الأكثر"),
        Words(
            "un délai de rétablissement et de réflexion peut être accordé",
            "يمكن منح مهلة للتعافي والتفكير",
        ),
    )
    x, inner = MARGIN + 14, FULL - 28
    text = entry_depth(c, delay, inner)
    gains = [
        Words("accès aux services", "الاستفادة من الخدمات"),
        Words("pas d'expulsion", "عدم الطرد"),
    ]
    down = max(c.depth(one, "label", 140) for one in gains) + 20
    days = y + text + 30
    c.rect(MARGIN, y, FULL, text + 108 + down, fill="card", stroke="line")
    write_entry(c, x, y + 16 + text / 2, delay, inner)
    for number in range(30):
        row, column = divmod(number, 15)
        corner = x + column * inner / 15 + 1.5, days + row * 24
        c.rect(*corner, inner / 15 - 3, 20, radius=3, fill="f2", fill_opacity=0.35)
    for rank, words in enumerate(gains):
        corner, size = (x + rank * (inner / 2 + 4), days + 56), (inner / 2 - 4, down)
        label_box(c, corner, size, words, "success", fill="success-bg", stroke="success")
    return y + text + 108 + down


def child_rule(c: Canvas) -> None:
    """Draw act, means and purpose for an adult; act and purpose for a child."""
    across, step = 160, 74
    child = Words("Enfant", "الطفل")
    age = Words("moins de 18 ans", "دون 18 سنة")
    for x, who in ((MARGIN, Entry(ADULT)), (VIEW_WIDTH - MARGIN - across, Entry(child, age))):
        middle = x + across / 2
        end = c.write(middle, 8, who.title, "title", limit=across, anchor="middle")
        if who.more:
            c.write(
                middle, end + 7, who.more, "small", limit=across, anchor="middle", colour="muted"
            )
        y = 62.0
        for rank, (words, colour) in enumerate(((ACT, "f1"), (MEANS, "f2"), (PURPOSE, "f3"))):
            if words is MEANS and who.more:
                _crossed_out(c, x, y, across)
            else:
                card(c, x, y, across, 48, top=colour)
                c.write(middle, y + 25, words, "label", limit=across, anchor="middle", middle=True)
            if rank > 0 and not (who.more and words is MEANS):
                _plus(c, middle, y - (step - 48) / 2)
            y += step
        _equals(c, middle, y - (step - 48) / 2 + 2)
        star_with_words(c, middle, y + 36, 33, Entry(TRAFFICKING))
    c.height = 62 + 3 * step + 78


def _crossed_out(c: Canvas, x: float, y: float, across: float) -> None:
    c.rect(x, y, across, 48, stroke="border", stroke_dasharray="3 5", stroke_width=1.5)
    c.line((x + 8, y + 42), (x + across - 8, y + 6), stroke="border", stroke_width=1.5)
    not_needed = Words("non exigé", "غير مطلوبة")
    c.write(x + 10, y + 14, MEANS, "label", limit=across, colour="muted", middle=True)
    c.write(
        x + across - 10,
        y + 36,
        not_needed,
        "small",
        limit=across,
        anchor="end",
        colour="muted",
        middle=True,
    )


def _plus(c: Canvas, x: float, y: float) -> None:
    c.line((x - 6, y), (x + 6, y), stroke="ink", stroke_width=2)
    c.line((x, y - 6), (x, y + 6), stroke="ink", stroke_width=2)


def _equals(c: Canvas, x: float, y: float) -> None:
    c.line((x - 6, y - 3), (x + 6, y - 3), stroke="ink", stroke_width=2)
    c.line((x - 6, y + 3), (x + 6, y + 3), stroke="ink", stroke_width=2)


def interpreter(c: Canvas) -> None:
    """Draw two people face to face, a neutral interpreter beside them, the relative outside."""
    wall, room = 262.0, FULL
    c.rect(MARGIN, 10, room, wall - 10, fill="card")
    c.line(
        (280, wall),
        (MARGIN, wall),
        (MARGIN, 10),
        (MARGIN + room, 10),
        (MARGIN + room, wall),
        (330, wall),
        stroke="ink",
        stroke_width=3,
    )
    c.line((280, wall), (330, wall), stroke="f2", stroke_width=5)
    person, other, aside = (84.0, 84.0), (276.0, 84.0), (CENTRE, 188.0)
    for seat in (person, other):
        c.line(seat, aside, stroke="border", stroke_width=1.5, stroke_dasharray="3 5")
    c.arrow(("M", CENTRE, 84), ("L", 118, 84), colour="primary", stroke_width=2.5, size=8)
    c.arrow(("M", CENTRE, 84), ("L", 242, 84), colour="primary", stroke_width=2.5, size=8)
    for (x, y), colour in ((person, "f1"), (other, "f1"), (aside, "f4")):
        c.circle(x, y, 26, fill=colour, fill_opacity=0.18, stroke=colour, stroke_width=2)
        c.circle(x, y, 10, fill=colour)
    for (x, _), words in (
        (person, Words("la personne", "الشخص المعني")),
        (other, Words("le professionnel", "المهني")),
    ):
        c.write(x, 36, words, "label", limit=140, anchor="middle")
    direct = Words("parole directe", "كلام مباشر")
    c.write(CENTRE, 92, direct, "small", limit=120, anchor="middle", colour="muted")
    neutral = Words("l'interprète neutre, à égale distance", "الترجمان المحايد، على مسافة متساوية")
    c.write(CENTRE, 222, neutral, "label", limit=260, anchor="middle")
    c.circle(305, 308, 20, stroke="border", stroke_width=1.5, stroke_dasharray="3 5")
    c.circle(305, 308, 8, fill="border")
    outside = Words("le proche attend dehors, porte fermée", "القريب ينتظر في الخارج والباب مغلق")
    c.write(274, 308, outside, "label", limit=250, anchor="end", middle=True)
    c.height = 338


FIGURES: Final[dict[str, Callable[[Canvas], None]]] = {
    "m04-indicateurs": indicators,
    "m04-parcours": referral,
    "m05-mesures": protection,
    "m05-trente-jours": thirty_days,
    "m06-regle-enfant": child_rule,
    "m06-interprete": interpreter,
}
