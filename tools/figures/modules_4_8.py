"""The figures of modules 4 to 8. Facts: law.md L2, L7, L8; practice.md P2, P3, P5, P11, P13, P14."""

from collections.abc import Callable
from typing import Final

from tools.figures.canvas import Canvas
from tools.figures.layouts import (
    CENTRE,
    FULL,
    MARGIN,
    Entry,
    card,
    entry_depth,
    hub,
    levels,
    numbered_star,
    pathway,
    star_with_words,
    wheel,
    write_entry,
)
from tools.figures.measure import Words
from tools.figures.modules_1_3 import ACT, ADULT, MEANS, PURPOSE, TRAFFICKING


def indicators(c: Canvas) -> None:
    """The eleven indicators of forced labour of the ILO."""
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
    y = 168
    wheel(c, CENTRE, y, 72, 32, parts, "f2")
    eleven = Words("11", "11")
    c.write(CENTRE, y, eleven, "figure", limit=60, anchor="middle", middle=True)
    c.height = y + 158


def referral(c: Canvas) -> None:
    """The seven steps of referral, on one line."""
    steps = [
        Entry(Words("Détecter", "الرصد"), Words("toute personne en contact", "كل من له اتصال بالشخص")),
        Entry(Words("Mettre en sécurité", "تأمين السلامة"), Words("et répondre aux besoins urgents", "وتلبية الحاجات المستعجلة")),
        Entry(
            Words("Signaler et orienter", "التبليغ والتوجيه"),
            Words("numéro vert, police ou gendarmerie, parquet, cellules", "الرقم الأخضر، الشرطة أو الدرك، النيابة العامة، الخلايا"),
        ),
        Entry(
            Words("Identifier", "التعرف على الضحية"),
            Words("l'autorité judiciaire, avec l'appui du bureau d'assistance sociale (82-5-1)", "السلطة القضائية، بمساعدة مكتب المساعدة الاجتماعية (82-5-1)"),
        ),
        Entry(
            Words("Protéger et assister", "الحماية والمساعدة"),
            Words("hébergement, santé, soutien psychologique, droit, réflexion", "الإيواء والصحة والدعم النفسي والقانون ومهلة التفكير"),
        ),
        Entry(Words("Procédure et réparation", "المسطرة والتعويض")),
        Entry(Words("Réinsertion ou retour volontaire", "الإدماج أو العودة الطوعية"), Words("avec un suivi", "مع التتبع")),
    ]  # fmt: skip
    c.height = pathway(c, 12, steps, "f2") + 12


def protection(c: Canvas) -> None:
    """Four doors: who may get which protection."""
    doors = [
        Entry(
            Words("La victime : 82-5", "الضحية: 82-5"),
            Words(
                "numéro dédié, protection physique, changement de résidence, identité non "
                "divulguée, médecin, aide sociale",
                "رقم هاتفي خاص، حماية جسدية، تغيير مكان الإقامة، عدم كشف الهوية، طبيب ورعاية اجتماعية",
            ),
        ),
        Entry(
            Words("Le témoin, l'expert : 82-6 à 82-8", "الشاهد والخبير: 82-6 إلى 82-8"),
            Words(
                "anonymat, identité d'emprunt, adresse non mentionnée, numéro dédié, protection "
                "physique",
                "إخفاء الهوية، هوية مستعارة، عدم ذكر العنوان، رقم هاتفي خاص، حماية جسدية",
            ),
        ),
        Entry(
            Words("Le dénonciateur de bonne foi : 82-9", "المبلغ بحسن نية: 82-9"),
            Words(
                "les mêmes mesures ; aucune poursuite pour violation du secret professionnel",
                "التدابير نفسها؛ لا متابعة من أجل إفشاء السر المهني",
            ),
        ),
        Entry(
            Words("À l'audience : 347-1", "في الجلسة: 347-1"),
            Words(
                "en cas de danger sérieux : identité cachée, voix modifiée ou audition à distance",
                "عند وجود خطر جدي: إخفاء الهوية أو تغيير الصوت أو الاستماع عن بعد",
            ),
        ),
    ]
    y, x, limit = 8.0, 62, VIEW - 62 - MARGIN
    for rank, entry in enumerate(doors):
        depth = max(entry_depth(c, entry, limit), 52) + 16
        _door(c, 14, y + depth / 2 - 26)
        write_entry(c, x, y + depth / 2, entry, limit)
        y += depth
        if rank < len(doors) - 1:
            c.line((x, y), (VIEW - MARGIN, y), stroke="line")
    both = Words(
        "La victime qui témoigne ou dénonce ouvre aussi la deuxième porte (82-6 et 82-7).",
        "الضحية التي تشهد أو تبلغ تفتح الباب الثاني أيضا (82-6 و82-7).",
    )
    depth = c.depth(both, "body", FULL - 60) + 28
    card(c, MARGIN, y + 8, FULL, depth, fill="success-bg", stroke="success")
    c.khatam(MARGIN + 24, y + 8 + depth / 2, 12, fill="success")
    c.write(MARGIN + 48, y + 8 + depth / 2, both, "body", limit=FULL - 60, middle=True)
    c.height = y + depth + 16


VIEW: Final = 360


def _door(c: Canvas, x: float, y: float) -> None:
    """Draw a door that stands open in reading direction."""
    c.rect(x, y, 30, 52, radius=2, fill="card", stroke="ink", stroke_width=2)
    c.path(
        ("M", x, y), ("L", x + 17, y + 8), ("L", x + 17, y + 58), ("L", x, y + 52), ("Z",),
        fill="f2", stroke="ink", stroke_width=2,
    )  # fmt: skip
    c.circle(x + 12.5, y + 34, 1.8, fill="on-saffron")


def thirty_days(c: Canvas) -> None:
    """Serious grounds, thirty days at most, services and no expulsion; the procedure goes on."""
    grounds = Words("Des raisons sérieuses sont écrites", "تدون أسباب جدية")
    depth = c.depth(grounds, "label", 190) + 24
    card(c, MARGIN, 8, 212, depth, top="f2")
    c.write(MARGIN + 106, 9 + depth / 2, grounds, "label", limit=194, anchor="middle", middle=True)
    y = 8 + depth
    c.arrow(("M", MARGIN + 106, y + 4), ("L", MARGIN + 106, y + 20))
    y += 26
    delay = Entry(
        Words("30 jours au plus", "30 يوما على الأكثر"),
        Words("un délai de rétablissement et de réflexion peut être accordé", "يمكن منح مهلة للتعافي والتفكير"),
    )  # fmt: skip
    inner = FULL - 28
    text = entry_depth(c, delay, inner)
    gains = [
        Words("accès aux services", "الاستفادة من الخدمات"),
        Words("pas d'expulsion", "عدم الطرد"),
    ]
    gain_depth = max(c.depth(one, "label", 140) for one in gains) + 20
    total = text + 36 + 58 + gain_depth + 14
    c.rect(MARGIN, y, FULL, total, fill="card", stroke="line")
    write_entry(c, MARGIN + 14, y + 16 + text / 2, delay, inner)
    day = y + 16 + text + 14
    for number in range(30):
        x = MARGIN + 14 + (number % 15) * (inner / 15)
        c.rect(
            x + 1.5, day + (number // 15) * 24, inner / 15 - 3, 20, radius=3, fill="f2",
            fill_opacity=0.35,
        )  # fmt: skip
    for rank, words in enumerate(gains):
        x, across = MARGIN + 14 + rank * (inner / 2 + 4), inner / 2 - 4
        top = day + 56
        c.rect(x, top, across, gain_depth, fill="success-bg", stroke="success", radius=6)
        c.write(
            x + across / 2, top + gain_depth / 2, words, "label",
            limit=140, anchor="middle", colour="success", middle=True,
        )  # fmt: skip
    y += total + 18
    goes_on = Words("Pendant ce temps, la procédure continue", "خلال ذلك تستمر المسطرة")
    end = c.write(MARGIN + 4, y, goes_on, "body", limit=FULL)
    c.arrow(("M", MARGIN + 4, end + 12), ("L", VIEW - MARGIN - 4, end + 12), colour="f1")
    y = end + 32
    decides = Entry(
        Words("À la fin, la personne décide", "في النهاية تقرر الضحية"),
        Words("rester, si elle y est autorisée, ou rentrer volontairement", "البقاء إذا رخص لها به أو العودة الطوعية"),
    )  # fmt: skip
    depth = entry_depth(c, decides, 214) + 26
    card(c, VIEW - MARGIN - 238, y, 238, depth, top="f2")
    write_entry(c, VIEW - MARGIN - 119, y + 1 + depth / 2, decides, 218, anchor="middle")
    c.height = y + depth + 8


def child_rule(c: Canvas) -> None:
    """Act, means and purpose for an adult; act and purpose for a child."""
    across, step = 160, 74
    child = Words("Enfant", "الطفل")
    age = Words("moins de 18 ans", "دون 18 سنة")
    for x, who in ((MARGIN, Entry(ADULT)), (VIEW - MARGIN - across, Entry(child, age))):
        middle = x + across / 2
        end = c.write(middle, 8, who.title, "title", limit=across, anchor="middle")
        if who.more:
            c.write(middle, end + 7, who.more, "small", limit=across, anchor="middle", colour="muted")
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
        x + across - 10, y + 36, not_needed, "small",
        limit=across, anchor="end", colour="muted", middle=True,
    )  # fmt: skip


def _plus(c: Canvas, x: float, y: float) -> None:
    c.line((x - 6, y), (x + 6, y), stroke="ink", stroke_width=2)
    c.line((x, y - 6), (x, y + 6), stroke="ink", stroke_width=2)


def _equals(c: Canvas, x: float, y: float) -> None:
    c.line((x - 6, y - 3), (x + 6, y - 3), stroke="ink", stroke_width=2)
    c.line((x - 6, y + 3), (x + 6, y + 3), stroke="ink", stroke_width=2)


def interpreter(c: Canvas) -> None:
    """Two people speak face to face, a neutral interpreter beside them; the relative is outside."""
    wall, room = 262.0, FULL
    c.rect(MARGIN, 10, room, wall - 10, fill="card")
    c.line(
        (280, wall), (MARGIN, wall), (MARGIN, 10), (MARGIN + room, 10), (MARGIN + room, wall),
        (330, wall), stroke="ink", stroke_width=3,
    )  # fmt: skip
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


def evidence(c: Canvas) -> None:
    """The offence in the middle, ten sources of proof that do not hang on the victim's word."""
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
    """The timeline of a file: five stages, and two things that run beside them."""
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


def _lane(  # noqa: PLR0913 - a lane has a place, an extent, a number and words
    c: Canvas, x: float, top: float, bottom: float, number: int, colour: str, entry: Entry
) -> float:
    """Draw what runs beside the stages; return where its words end."""
    across = 82
    middle = x + across / 2
    c.rect(x, top, across, bottom - top, radius=10, fill=colour, fill_opacity=0.14, stroke=colour)
    numbered_star(c, middle, top + 24, number, colour)
    depth = entry_depth(c, entry, across - 8)
    write_entry(c, middle, top + 52 + depth / 2, entry, across - 8, anchor="middle")
    return top + 52 + depth


def message(c: Canvas) -> None:
    """Five parts of a message; a pre-test sends it back until it is understood."""
    heading = Words("Le message", "الرسالة")
    parts = [
        Words("public", "جمهور"),
        Words("signe", "مؤشر"),
        Words("action", "إجراء"),
        Words("numéro", "رقم"),
        Words("confidentialité tenable", "سرية يمكن الوفاء بها"),
    ]
    left, across = 64.0, VIEW - 64 - MARGIN
    row = 38.0
    c.rect(left, 8, across, 56 + 3 * (row + 8), fill="card", stroke="line")
    c.line((left + 7, 8), (left + across - 7, 8), stroke="f4", stroke_width=4)
    c.write(left + 16, 22, heading, "title", limit=across)
    half = (across - 40) / 2
    places = [(left + 16, half), (left + 24 + half, half)] * 2 + [(left + 16, across - 32)]
    for rank, (words, (x, wide)) in enumerate(zip(parts, places, strict=True)):
        y = 50 + (rank // 2) * (row + 8)
        c.rect(x, y, wide, row, radius=6, fill="f4", fill_opacity=0.14, stroke="f4")
        c.write(
            x + wide / 2, y + row / 2, words, "label", limit=wide - 8, anchor="middle", middle=True
        )
    bottom = 64 + 3 * (row + 8)
    middle = left + across / 2
    test = bottom + 84
    c.arrow(("M", middle, bottom + 4), ("L", middle, test - 58))
    star_with_words(
        c, middle, test, 54, Entry(Words("prétest", "اختبار قبلي"), Words("auprès du public", "لدى الجمهور")), "f4"
    )  # fmt: skip
    c.arrow(
        ("M", middle - 58, test), ("L", 50, test), ("C", 22, test, 22, test - 20, 22, test - 40),
        ("L", 22, 60), ("C", 22, 36, 30, 34, left - 6, 34), colour="accent",
    )  # fmt: skip
    again = Words("pas compris : réécrire", "غير مفهومة: إعادة الصياغة")
    c.write(36, test + 14, again, "small", limit=110, colour="accent")
    c.arrow(("M", middle, test + 58), ("L", middle, test + 96))
    understood = Words("compris", "مفهومة")
    c.write(middle + 12, test + 76, understood, "small", limit=90, colour="muted", middle=True)
    spread = Words("Diffusion", "النشر")
    c.rect(middle - 70, test + 102, 140, 42, fill="primary")
    c.write(middle, test + 123, spread, "label", limit=130, anchor="middle", colour="on-primary", middle=True)
    c.height = test + 152


def evaluation(c: Canvas) -> None:
    """Four levels that rise: reaction, learning, practice, effects."""
    steps = [
        Entry(Words("Réaction", "رد الفعل"), Words("en fin de séance", "عند نهاية الحصة")),
        Entry(Words("Acquis", "المكتسبات"), Words("une épreuve avant et après", "اختبار قبل الحصة وبعدها")),
        Entry(Words("Pratique", "الممارسة"), Words("au poste, après trente jours", "في موقع العمل بعد ثلاثين يوما")),
        Entry(Words("Effets", "الآثار"), Words("plus tard : orientation et protection des personnes", "لاحقا: إحالة الأشخاص وحمايتهم")),
    ]  # fmt: skip
    c.height = levels(c, 10, steps, "f4") + 8


FIGURES: Final[dict[str, Callable[[Canvas], None]]] = {
    "m04-indicateurs": indicators,
    "m04-parcours": referral,
    "m05-mesures": protection,
    "m05-trente-jours": thirty_days,
    "m06-regle-enfant": child_rule,
    "m06-interprete": interpreter,
    "m07-preuves": evidence,
    "m07-dossier": case_file,
    "m08-message": message,
    "m08-evaluation": evaluation,
}
