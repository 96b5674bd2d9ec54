"""A small, complete and faultless course, written to a folder; tests break one thing in a copy."""

# ruff: noqa: E501 - content files are shown as authors write them

from dataclasses import dataclass
from pathlib import Path

from app.modules.edition import Edition
from app.modules.findings import Finding
from app.modules.reader import read_content
from app.modules.service import check_folder, load_edition
from app.modules.stamping import stamp

COURSE = """\
id: petit-cours
edition: "2026-1"
source_lang: fr
law_as_of: "2025-09-08"
title: {fr: Un petit cours, ar: درس صغير}
parts:
  - id: understand
    title: {fr: Comprendre, ar: الفهم}
    says: {fr: Nommer le crime., ar: تسمية الجريمة.}
    modules: [m01, m02]
modules:
  - id: m01
    minutes: 40
    title: {fr: Comprendre la traite, ar: فهم الاتجار}
    audience: {fr: Tous, ar: الجميع}
    advised_after: []
    objectives:
      - {id: o1, fr: Définir la traite., ar: تعريف الاتجار.}
      - {id: o2, fr: Distinguer le trafic., ar: التمييز بينه وبين التهريب.}
    lessons:
      - {id: m01-l01, minutes: 15, status: written, title: {fr: Le mot, ar: المفهوم}}
      - {id: m01-l02, minutes: 10, status: planned, title: {fr: Les formes, ar: الصور}}
    cases:
      - {id: m01-c1, minutes: 10, status: written, title: {fr: Le passage, ar: العبور}}
  - id: m02
    minutes: 30
    title: {fr: La loi, ar: القانون}
    audience: {fr: Tous, ar: الجميع}
    advised_after: [m01]
    objectives:
      - {id: o1, fr: Citer les peines., ar: ذكر العقوبات.}
    lessons:
      - {id: m02-l01, minutes: 12, status: written, title: {fr: Les peines, ar: العقوبات}}
    cases: []
    role_plays:
      - {id: m02-r1, minutes: 60, status: written, title: {fr: L’audience, ar: الجلسة}}
"""

EXAM = """\
id: final
draw: 4                       # scored items
pass: 70
minutes: 0
attempts: {max: 3, wait_hours: 24}
per_module: {m01: 3, m02: 1}
levels: {1: 2, 2: 1, 3: 1}
every_objective: 1
pool_ratio: 1
review: {during: none, failed: [score, by_module], passed: [score]}
"""

REFS = """\
laws:
  cp-448-1:
    fr: article 448-1 du Code pénal
    ar: الفصل 448-1 من مجموعة القانون الجنائي
    says_fr: Définit la traite par un acte, un moyen et un but d’exploitation.
    says_ar: يعرف الفصل الاتجار بالبشر بفعل ووسيلة وغرض هو الاستغلال.
    source: CP-AR
    official_fr: Bulletin officiel n° 6501
    official_ar: الجريدة الرسمية عدد 6501
    as_of: "2024-08-22"
    confidence: verified
    penalties:
      - {id: cp-448-1-1, case_fr: cas simple, case_ar: الحالة البسيطة, kind: reclusion, min: P5Y, max: P10Y, life: false, fine_min: 10000, fine_max: 500000, link: and}
  palerme-3:
    fr: article 3 du Protocole de Palerme
    ar: المادة 3 من بروتوكول باليرمو
    source: PAL
    confidence: verified
  presse-1:
    fr: un article de presse
    ar: مقال صحفي
    source: PRESSE
    confidence: verified-press
terms:
  traite: {fr: traite des êtres humains, ar: الاتجار بالبشر, def_fr: Exploiter une personne par un moyen interdit., def_ar: استغلال شخص بوسيلة محظورة.}
  moyen: {fr: moyen, ar: الوسيلة, def_fr: Ce qui force., def_ar: ما يكره الشخص., source: CP art. 448-1, confidence: verified}
media:
  fig-elements: {src: media/elements.svg}
  vid-ecoute: {src: media/ecoute.mp4, captions: {fr: ecoute.fr.vtt, ar: ecoute.ar.vtt}, seconds: 12}
"""

FIGURE_FR = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 120" fill="none">
  <title>Trois cercles</title>
  <circle cx="180" cy="60" r="50" fill="var(--sand)" stroke="var(--f1)"/>
  <path d="M20 60h40" stroke="var(--border)"/>
  <text x="180" y="64" font-size="14" text-anchor="middle" fill="var(--ink)">Article 448-1</text>
</svg>
"""

FIGURE_AR = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 120" direction="rtl" fill="none">
  <title>ثلاث دوائر</title>
  <circle cx="180" cy="60" r="50" fill="var(--sand)" stroke="var(--f1)"/>
  <path d="M340 60h-40" stroke="var(--border)"/>
  <text x="180" y="64" font-size="15" text-anchor="middle" fill="var(--ink)">الفصل <tspan direction="ltr" unicode-bidi="isolate">448-1</tspan> وما بعده</text>
</svg>
"""

LESSON_FR = """\
---
id: m01-l01
version: 1
title: Le mot
minutes: 15
objectives: [o1, o2]
content_note: true
---
Repérer la [traite](term:traite) : qu'a-t-on fait, comment ?

## Acte, moyen, but {#elements}

La définition figure à l'[](law:cp-448-1) et reprend l'[](law:palerme-3).

::: figure
![Trois cercles se recoupent.][fig-elements]

Les trois éléments doivent être réunis.
:::

[](law:cp-448-1)

::: key
Le [moyen](term:moyen) compte.
:::

[Vérifiez vos acquis](check:m01-q01)

Revoyez la [leçon sur les peines](lesson:m02-l01#peines).

## Le cas de l'enfant {#enfant}

| Âge | Règle |
|---|---|
| moins de 18 ans | aucun moyen exigé |

::: video {media=vid-ecoute}
**Transcription.** L'assistante sociale s'assied.
:::

::: reveal
La réponse est ici.
:::

::: reflect {id=seuil}
Que feriez-vous ?
:::

::: practice
Demander l'âge d'abord.
:::

[Mise en situation](case:m01-c1)

::: trainer {minutes=15}
Faites classer six cartes secrètes du formateur.
:::
"""

LESSON_AR = """\
---
id: m01-l01
source: 000000000000
title: المفهوم
---
للتعرف على [الاتجار بالبشر](term:traite) نسأل: ما الفعل، وكيف وقع؟

## الفعل والوسيلة والغرض {#elements}

ورد التعريف في [](law:cp-448-1) وهو مستمد من [](law:palerme-3).

::: figure
![ثلاث دوائر متقاطعة.][fig-elements]

يجب أن تجتمع العناصر الثلاثة في الفصل 448-1.
:::

[](law:cp-448-1)

::: key
[الوسيلة](term:moyen) معتبرة.
:::

[اختبر معلوماتك](check:m01-q01)

راجعوا [درس العقوبات](lesson:m02-l01#peines).

## حالة الطفل {#enfant}

| السن | القاعدة |
|---|---|
| أقل من 18 سنة | لا تشترط أي وسيلة |

::: video {media=vid-ecoute}
**النص المكتوب.** تجلس المساعدة الاجتماعية.
:::

::: reveal
الجواب هنا.
:::

::: reflect {id=seuil}
ماذا كنتم ستفعلون؟
:::

::: practice
السؤال عن السن أولا.
:::

[وضعية مهنية](case:m01-c1)

::: trainer {minutes=15}
اطلب تصنيف ست بطاقات سرية للمكون.
:::
"""

OTHER_LESSON_FR = """\
---
id: m02-l01
version: 2
title: Les peines
minutes: 12
objectives: [o1]
---
## Les peines {#peines}

La peine figure à l'[](law:cp-448-1).

[Vérifiez vos acquis](check:m02-q01)
"""

OTHER_LESSON_AR = """\
---
id: m02-l01
source: 000000000000
title: العقوبات
---
## العقوبات {#peines}

وردت العقوبة في [](law:cp-448-1).

[اختبر معلوماتك](check:m02-q01)
"""

CASE_FR = """\
---
id: m01-c1
version: 1
title: Le passage
objectives: [o1]
start: depart
max: 3
---
## Le guichet {#depart}

Il est 22 h. Un homme présente deux billets.

- [Demander à lui parler seule](#seule){score=2}
  > Bien vu : séparer sans accuser, voir l'[](law:cp-448-1).
- [Laisser passer](#laisse){score=0}
  > Des papiers en règle ne disent rien.

## Seule à seule {#seule}

Elle murmure.

- [Appeler la protection de l'enfance](#protegee){score=1}
- [Lui demander une plainte](#laisse){score=0}
  > L'aide ne dépend pas d'une plainte.

## Protégée {#protegee .end}

Elle est à l'abri.

## Partis {#laisse .end}

Le car démarre.
"""

CASE_AR = """\
---
id: m01-c1
source: 000000000000
title: العبور
---
## الشباك {#depart}

الساعة العاشرة ليلا. يقدم رجل تذكرتين.

- [أطلب التحدث معها على انفراد](#seule)
  > أحسنتم: فصلتم بينهما دون اتهام، انظروا [](law:cp-448-1).
- [أتركهما يمران](#laisse)
  > سلامة الوثائق لا تعني شيئا.

## على انفراد {#seule}

تهمس الفتاة.

- [أتصل بوحدة حماية الطفولة](#protegee)
- [أطلب منها شكاية](#laisse)
  > المساعدة غير مشروطة بشكاية.

## في أمان {#protegee .end}

تم إيواؤها.

## رحلا {#laisse .end}

انطلقت الحافلة.
"""

BANK_FR = """\
module: m01
vignettes:
  m01-v1: |
    Une adolescente de 16 ans est hébergée.
items:
  - id: m01-q01
    version: 1
    status: reviewed
    type: single
    use: check
    objective: o1
    level: 2
    refs: [cp-448-1]
    stem: |
      Que faut-il établir selon l'[](law:cp-448-1) ?
    options:
      a: L'acte et le but suffisent.
      b: L'acte, le moyen et le but.
      c: Le moyen seul.
    key: a
    why: |
      Pour un enfant, le moyen est indifférent.
    why_not:
      b: Ce serait exact pour un adulte.
      c: Le moyen ne fait pas la traite.
  - {id: m01-q11, version: 1, status: reviewed, type: multi, use: exam, objective: o1, level: 1, refs: [cp-448-1],
     stem: "Lesquels sont des « moyens » ?", key: [a, b], why: "L'hébergement est un acte.",
     options: {a: La menace, b: La tromperie, c: L'hébergement}}
  - {id: m01-q12, version: 1, status: reviewed, type: truefalse, use: exam, objective: o2, level: 1, refs: [palerme-3],
     stem: La traite suppose le passage d'une frontière., key: false, why: Elle peut être interne.}
  - {id: m01-q13, version: 1, status: reviewed, type: match, use: exam, objective: o1, level: 2, refs: [cp-448-1], vignette: m01-v1,
     stem: "Reliez chaque fait à l'élément qu'il établit.", why: On classe avant de qualifier.,
     left: {r1: Transporter une personne, r2: La menacer}, right: {acte: L'acte, moyen: Le moyen, but: Le but},
     key: {r1: acte, r2: moyen}}
  - {id: m01-q14, version: 1, status: reviewed, type: order, use: exam, objective: o1, level: 3, refs: [cp-448-1], enemies: [m01-q13],
     stem: "Ordonnez vos premiers gestes.", why: La sécurité d'abord., key: [s1, s2, s3],
     steps: {s1: Mettre en sécurité, s2: Informer, s3: Orienter}}
"""

BANK_AR = """\
vignettes:
  m01-v1: |
    فتاة عمرها 16 سنة يتم إيواؤها.
items:
  - id: m01-q01
    source: 000000000000
    stem: |
      ما الذي يجب إثباته حسب [](law:cp-448-1)؟
    options:
      a: يكفي الفعل والغرض.
      b: الفعل والوسيلة والغرض.
      c: الوسيلة وحدها.
    why: |
      لا أثر للوسيلة إذا كانت الضحية طفلا.
    why_not:
      b: هذا صحيح في حالة الراشد.
      c: لا تكفي الوسيلة وحدها.
  - {id: m01-q11, source: 000000000000, stem: "ما هي «الوسائل»؟", why: الإيواء فعل.,
     options: {a: التهديد, b: الخداع, c: الإيواء}}
  - {id: m01-q12, source: 000000000000, stem: يفترض الاتجار عبور حدود., why: قد يكون داخليا.}
  - {id: m01-q13, source: 000000000000, stem: "صلوا كل واقعة بالعنصر الذي تثبته.", why: التصنيف يسبق التكييف.,
     left: {r1: نقل شخص, r2: تهديده}, right: {acte: الفعل, moyen: الوسيلة, but: الغرض}}
  - {id: m01-q14, source: 000000000000, stem: "رتبوا خطواتكم الأولى.", why: السلامة أولا.,
     steps: {s1: توفير السلامة, s2: الإشعار, s3: الإحالة}}
"""

OTHER_BANK_FR = """\
module: m02
items:
  - {id: m02-q01, version: 1, status: reviewed, type: truefalse, use: check, objective: o1, level: 1, refs: [cp-448-1],
     stem: La traite est un crime., key: true, why: La peine est la réclusion.}
  - {id: m02-q11, version: 1, status: reviewed, type: cloze, use: exam, objective: o1, level: 1, refs: [cp-448-1],
     stem: "Le trafic vise {g1} ; la traite vise {g2}.", why: L'un porte sur la frontière., key: {g1: x, g2: y},
     gaps: {g1: {x: une frontière, y: une personne}, g2: {x: une frontière, y: une personne}}}
"""

OTHER_BANK_AR = """\
items:
  - {id: m02-q01, source: 000000000000, stem: الاتجار بالبشر جناية., why: العقوبة هي السجن.}
  - {id: m02-q11, source: 000000000000, stem: "تستهدف جريمة الاتجار {g2}، ويستهدف التهريب {g1}.", why: يتعلق أحدهما بالحدود.,
     gaps: {g1: {x: حدودا, y: شخصا}, g2: {x: حدودا, y: شخصا}}}
"""

ROLE_PLAY_FR = """\
---
id: m02-r1
version: 1
title: L’audience
minutes: 60
case: m01-c1
objectives: [o1]
---
Tout est inventé.

## Les faits {#faits}

Un homme promet un emploi. Voyez l'[](law:cp-448-1).

## Les rôles {#roles}

### Présidence

Vous dirigez les débats.

::: trainer {minutes=60}
Notes secrètes du formateur : arrêter le jeu au mot convenu.
:::
"""

ROLE_PLAY_AR = """\
---
id: m02-r1
source: 000000000000
title: الجلسة
---
كل شيء متخيل.

## الوقائع {#faits}

يعد رجل بعمل. انظر [](law:cp-448-1).

## الأدوار {#roles}

### الرئاسة

تديرون المناقشة.

::: trainer {minutes=60}
ملاحظات سرية للمكون: يتوقف اللعب عند الكلمة المتفق عليها.
:::
"""

FILES = {
    "course.yml": COURSE,
    "exam.yml": EXAM,
    "refs.yml": REFS,
    "fr/lessons/m01-l01.md": LESSON_FR,
    "ar/lessons/m01-l01.md": LESSON_AR,
    "fr/lessons/m02-l01.md": OTHER_LESSON_FR,
    "ar/lessons/m02-l01.md": OTHER_LESSON_AR,
    "fr/cases/m01-c1.md": CASE_FR,
    "ar/cases/m01-c1.md": CASE_AR,
    "fr/bank/m01.yml": BANK_FR,
    "ar/bank/m01.yml": BANK_AR,
    "fr/bank/m02.yml": OTHER_BANK_FR,
    "ar/bank/m02.yml": OTHER_BANK_AR,
    "fr/roleplays/m02-r1.md": ROLE_PLAY_FR,
    "ar/roleplays/m02-r1.md": ROLE_PLAY_AR,
    "media/elements.fr.svg": FIGURE_FR,
    "media/elements.ar.svg": FIGURE_AR,
    "media/ecoute.mp4": "not a real video",
    "media/ecoute.fr.vtt": "WEBVTT\n",
    "media/ecoute.ar.vtt": "WEBVTT\n",
}
TRANSLATIONS = tuple(path for path in FILES if path.startswith("ar/"))


@dataclass(frozen=True, slots=True)
class ContentFolder:
    """A course on disk that a test may break."""

    root: Path

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change one thing; the thing must be there."""
        text = self.read(path)
        assert old in text, f"{old!r} is not in {path}"
        self.write(path, text.replace(old, new, 1))

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def stamp_all(self) -> None:
        """Stamp every translation, as a translator does after reading them again."""
        for path in TRANSLATIONS:
            if (self.root / path).exists():
                stamp(read_content(self.root), path)

    def lint(self) -> tuple[Finding, ...]:
        return check_folder(self.root)

    def edition(self, exam_root: Path | None = None) -> Edition:
        """Return the folder's edition; the test fails with the findings if there is none."""
        loaded = load_edition(self.root, exam_root)
        assert isinstance(loaded, Edition), "\n".join(map(str, loaded.findings))
        return loaded


def write_course(root: Path) -> ContentFolder:
    """Write the small course, every translation stamped."""
    folder = ContentFolder(root)
    for path, text in FILES.items():
        folder.write(path, text)
    folder.stamp_all()
    return folder
