"""A learner's (or a verifier's) client for any running platform, over HTTP alone.

It knows addresses, forms and what pages show, and nothing of the code: point it at a URL.

    from tests.driver import Driver

    learner = Driver("http://127.0.0.1:8000", language="fr")
    learner.register("amina@example.org", "lampe violette fenetre orage")
    learner.confirm("lampe violette fenetre orage", outbox=Path("var/outbox"))   # or link="https://…"
    for lesson, sections in learner.course().items():
        for section in sections:
            learner.read_section(lesson, section)
    attempt = learner.start_exam()
    for question in learner.questions(attempt):
        learner.save_answer(attempt, question, choose(question))
    result = learner.submit(attempt)
    if result.has_passed:
        certificate = learner.certificates()[0]
        learner.confirm_name(certificate, "Amina El Fassi", "أمينة الفاسي")
        pdf = learner.download_certificate(certificate, wait_s=30)

A step that is not answered as it should be raises `Unexpected`, which holds the answer. Plain
`get`, `post`, `send` and `fill` never raise: use them to try what must be refused.

The platform's cookies are Secure and it is often tried over http on the loopback: the driver keeps
its cookies itself and sends them in a header of its own, with the `Origin` and `Sec-Fetch-…`
headers of a browser whose user acts on the site's own pages.
"""

import email
import email.policy
import re
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlencode, urljoin, urlsplit

import httpx

FormValue = str | Sequence[str]
# What a question is answered with: tokens in order, or row or gap token to choice token.
Answer = list[str] | dict[str, str]

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip
_PLAIN_PATHS = ("/api/", "/v/", "/V/", "/fr/", "/ar/", "/health", "/static/")
# What a verification's page is headed with, in French and in Arabic.
OUTCOMES = {
    "valid": ("Certificat valide", "شهادة صالحة"),
    "suspended": ("Ce certificat est suspendu", "هذه الشهادة موقوفة مؤقتا"),
    "revoked": ("Ce certificat a été annulé", "تم إلغاء هذه الشهادة"),
    "replaced": ("Ce certificat a été remplacé", "تم استبدال هذه الشهادة"),
    "withdrawn": (
        "Certificat retiré à la demande de son titulaire",
        "شهادة مسحوبة بطلب من صاحبها",
    ),
    "unknown": ("Aucun certificat ne porte ce code", "لا توجد شهادة بهذا الرمز"),
    "mistyped": ("Ce code est mal saisi", "كُتب هذا الرمز بشكل خاطئ"),
}
_LINK = re.compile(r"https?://\S+")
_ISOLATES = re.compile("[\u2066-\u2069]")  # what keeps 448-1 in order where no element may stand


class Unexpected(AssertionError):
    """The platform answered otherwise than this step needs; `response` is what it said."""

    def __init__(self, step: str, response: httpx.Response) -> None:
        self.response = response
        said = " / ".join(Page(response.text).messages()) or response.text[:200]
        super().__init__(f"{step}: {response.status_code} {said}")


# ---- Pages -------------------------------------------------------------------------------------


@dataclass
class Element:
    """One element of a page: its name, attributes and children (elements and texts, in order)."""

    name: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element]":
        """Give every element below this one, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, name: str = "", /, **attributes: str) -> "list[Element]":
        """Return the elements of a name (any, if empty) with these attributes.

        `class_` asks for one class among others; a trailing `_` is dropped, an inner one is a dash.
        """
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        classes = set(wanted.pop("class", "").split())
        return [
            one
            for one in self.walk()
            if (not name or one.name == name)
            and classes <= set(one["class"].split())
            and all(one.attributes.get(key) == value for key, value in wanted.items())
        ]

    @property
    def text(self) -> str:
        """All that is written in it as people read it: white space made single, no isolates."""
        return " ".join(_ISOLATES.sub("", "".join(self._texts())).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    def __getitem__(self, attribute: str) -> str:
        """Return an attribute, empty when it is not there."""
        return self.attributes.get(attribute, "")

    def __contains__(self, attribute: str) -> bool:
        """Tell whether an attribute is there."""
        return attribute in self.attributes


class Page(HTMLParser):
    """An HTML page as a tree."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(one.name == tag for one in self._open[1:]):
            while self._open.pop().name != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def all(self, name: str = "", /, **attributes: str) -> list[Element]:
        """Return the elements of a name with these attributes; see `Element.all`."""
        return self.root.all(name, **attributes)

    def first(self, name: str = "", /, **attributes: str) -> Element:
        """Return the first such element; raises LookupError when the page has none."""
        for element in self.all(name, **attributes):
            return element
        raise LookupError(f"no <{name}> {attributes} on this page")

    @property
    def language(self) -> str:
        """The page's language."""
        return self.first("html")["lang"]

    @property
    def direction(self) -> str:
        """The page's direction, `ltr` or `rtl`."""
        return self.first("html")["dir"]

    @property
    def headings(self) -> list[str]:
        """Every h1; a page has one."""
        return [one.text for one in self.all("h1")]

    @property
    def text(self) -> str:
        """What the main part says."""
        return " ".join(one.text for one in self.all("main")) or self.root.text

    def links(self) -> list[str]:
        """Return where the links lead, in the order of the page."""
        return [one["href"] for one in self.all("a") if one["href"]]

    def messages(self) -> list[str]:
        """Return the h1 and what alerts say, for people who read a failure."""
        alerts = [one.text for one in self.root.walk() if one["role"] in {"alert", "status"}]
        return [*self.headings, *(alert for alert in alerts if alert)]

    def form(self, *having: str, action: str = "") -> "Form":
        """Return the first form with these fields (and this end of its action)."""
        for element in self.all("form"):
            form = Form.read(element)
            if set(having) <= set(form.fields) and form.action.endswith(action):
                return form
        raise LookupError(f"no form with {having} {action} on this page")


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, and what its fields hold."""

    action: str
    method: str
    fields: dict[str, list[str]]

    @classmethod
    def read(cls, element: Element) -> Self:
        """Return the form with the values that a browser would send untouched."""
        fields: dict[str, list[str]] = {}
        for one in element.walk():
            if one.name not in {"input", "select", "textarea"} or not one["name"]:
                continue
            held = fields.setdefault(one["name"], [])
            if one.name == "select":
                held.extend(o["value"] for o in one.all("option") if "selected" in o)
            elif one.name == "textarea":
                held.append(one.text)
            elif one["type"] not in {"checkbox", "radio"} or "checked" in one:
                held.append(one["value"])
        return cls(element["action"], element["method"].upper() or "GET", fields)


# ---- The final quiz ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A question as its page shows it: names are the page's own, texts are what people read.

    `choices` holds what may be chosen (for `order` the steps, for `match` and `cloze` nothing);
    `slots` the rows or gaps of `match` and `cloze`, each with its own choices.
    """

    item_id: str
    type: str  # single, multi, truefalse, match, order, cloze
    stem: str
    choices: dict[str, str]
    slots: dict[str, dict[str, str]]
    slot_texts: dict[str, str]
    given: Answer
    number: int = 0
    is_marked: bool = False
    saved_at: str = ""
    language: str = ""

    @property
    def is_begun(self) -> bool:
        """Whether anything is filled in."""
        given = self.given.values() if isinstance(self.given, dict) else self.given
        return any(given)

    def fields(self, answer: Answer, *, is_marked: bool = False) -> dict[str, FormValue]:
        """Return the answer as the form without a script sends it."""
        mark: dict[str, FormValue] = {"mark": "on"} if is_marked else {}
        if isinstance(answer, dict):
            return mark | answer
        if self.type == "order":
            return mark | {token: str(at) for at, token in enumerate(answer, 1) if token}
        return mark | {"choice": answer}

    @classmethod
    def read(cls, element: Element, *, language: str, type_: str = "") -> Self:
        """Return the question of a form, in an attempt or a knowledge check."""
        legend = next(iter(element.all("legend")), None)
        cloze = next(iter(element.all("p", class_="cloze")), None)
        type_ = type_ or element["data-type"] or _kind_of(element, is_cloze=cloze is not None)
        choices, slots, slot_texts, given = _read_fields(element, type_)
        return cls(
            item_id=element["data-item"] or urlsplit(element["action"]).path.rsplit("/", 1)[-1],
            type=type_,
            stem=(cloze or legend or element).text,
            choices=choices,
            slots=slots,
            slot_texts=slot_texts,
            given=given,
            number=int(element["id"].removeprefix("q") or 0) if element["id"] else 0,
            is_marked=any("checked" in one for one in element.all("input", name="mark")),
            saved_at=element["data-saved-at"],
            language=language,
        )


def _kind_of(element: Element, *, is_cloze: bool) -> str:
    """Return the type of a check, which its page does not name: its fields do."""
    if is_cloze:
        return "cloze"
    if any("order" in one["class"].split() for one in element.all("div")):
        return "order"
    if element.all("select"):
        return "match"
    if element.all("input", name="choice", type_="checkbox"):
        return "multi"
    values = {one["value"] for one in element.all("input", name="choice")}
    return "truefalse" if values == {"true", "false"} else "single"


_Fields = tuple[dict[str, str], dict[str, dict[str, str]], dict[str, str], Answer]


def _read_fields(element: Element, type_: str) -> _Fields:
    if type_ in {"match", "cloze"}:
        return _read_slots(element)
    if type_ == "order":
        return _read_steps(element)
    inputs = {one["value"]: one for one in element.all("input", name="choice")}
    labels = [label for label in element.all("label") if label.all("input", name="choice")]
    choices = {label.all("input")[0]["value"]: label.text for label in labels}
    return choices, {}, {}, [value for value, one in inputs.items() if "checked" in one]


def _read_slots(element: Element) -> _Fields:
    labels = {label["for"]: label.text for label in element.all("label") if label["for"]}
    slots, texts, given = {}, {}, {}
    for select in element.all("select"):
        options = select.all("option")
        slots[select["name"]] = {one["value"]: one.text for one in options if one["value"]}
        texts[select["name"]] = labels.get(select["id"], select["aria-label"])
        given[select["name"]] = next((one["value"] for one in options if "selected" in one), "")
    return {}, slots, texts, given


def _read_steps(element: Element) -> _Fields:
    labels = {label["for"]: label.text for label in element.all("label") if label["for"]}
    steps, places = {}, {}
    for select in element.all("select"):
        steps[select["name"]] = labels[select["id"]]
        chosen = next((one["value"] for one in select.all("option") if "selected" in one), "")
        if chosen:
            places[int(chosen)] = select["name"]
    return steps, {}, {}, [places.get(at, "") for at in range(1, len(steps) + 1)]


@dataclass(frozen=True)
class Result:
    """A sent attempt: what its page says."""

    attempt: str
    has_passed: bool
    heading: str
    page: Page


@dataclass(frozen=True)
class Feedback:
    """What is said of an answer to a knowledge check."""

    outcome: str  # right, wrong, unanswered
    text: str


@dataclass(frozen=True)
class Verified:
    """What the page of a code says.

    `outcome` is valid, suspended, revoked, replaced, withdrawn, unknown or mistyped, as its
    heading says; `refused` when the form itself did not take the code, or one tried too often.
    """

    outcome: str
    page: Page
    status: int


# ---- The client --------------------------------------------------------------------------------


class Driver:
    """One person's browser on one platform; keeps its cookies between requests."""

    def __init__(
        self,
        url: str,
        *,
        language: str = "fr",
        transport: httpx.BaseTransport | None = None,
        timeout_s: float = 30,
    ) -> None:
        """Take the platform's address; `transport` replaces the network (for tests in-process)."""
        self.url = url.rstrip("/")
        self.language = language
        self.cookies: dict[str, str] = {}
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.url))
        self._client = httpx.Client(base_url=self.url, transport=transport, timeout=timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    # -- Requests

    def path(self, path: str) -> str:
        """Return the path in this driver's language; `/api/`, `/v/` and the like have none."""
        return path if path.startswith(_PLAIN_PATHS) else f"/{self.language}{path}"

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **options: Any,  # noqa: ANN401 - httpx's own
    ) -> httpx.Response:
        """Send a request as a page of the site would, and keep the cookies of the answer."""
        sent = {
            "Accept-Language": self.language,
            "Origin": self._origin,
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
            **({"Cookie": self.cookie_header} if self.cookies else {}),
            **(headers or {}),
        }
        response = self._client.request(method, self.path(path), headers=sent, **options)
        self._client.cookies.clear()
        self._keep_cookies(response)
        return response

    @property
    def cookie_header(self) -> str:
        """What the Cookie header says."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep_cookies(self, response: httpx.Response) -> None:
        for line in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        """Open an address."""
        return self.send("GET", path, **options)

    def post(
        self,
        path: str,
        data: Mapping[str, FormValue] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> httpx.Response:
        """Send a form."""
        if "content" not in options and "json" not in options:
            options["content"] = urlencode(data or {}, doseq=True)
            options["headers"] = {
                "Content-Type": "application/x-www-form-urlencoded",
                **options.get("headers", {}),
            }
        return self.send("POST", path, **options)

    def fill(
        self, response: httpx.Response, *having: str, action: str = "", **values: FormValue
    ) -> httpx.Response:
        """Send a form of a page, found by the names of its fields, with these values in it."""
        form = Page(response.text).form(*having, action=action)
        target = urljoin(str(response.url), form.action or str(response.url))
        path = target.removeprefix(self._origin)
        data: dict[str, FormValue] = {**form.fields, **values}
        if form.method == "GET":
            return self.get(f"{path.partition('?')[0]}?{urlencode(data, doseq=True)}")
        return self.post(path, data)

    def follow(self, response: httpx.Response) -> httpx.Response:
        """Open where a redirect leads, as often as it leads on."""
        while response.is_redirect:
            target = urljoin(str(response.url), response.headers["location"])
            response = self.get(target.removeprefix(self._origin).partition("#")[0])
        return response

    def page(self, path: str) -> Page:
        """Return a page, redirects followed; raises Unexpected unless it is there."""
        return Page(self._expect(f"open {path}", self.follow(self.get(path)), 200).text)

    @staticmethod
    def _expect(step: str, response: httpx.Response, *statuses: int) -> httpx.Response:
        if response.status_code not in statuses:
            raise Unexpected(step, response)
        return response

    # -- The account

    def register(self, address: str, password: str) -> None:
        """Ask for an account; a letter with a link follows."""
        sent = self.post("/register", {"email": address, "password": password})
        self._expect("register", sent, 303)

    def confirm(
        self, password: str, *, link: str = "", outbox: Path | None = None, to: str = ""
    ) -> None:
        """Confirm an account with its passphrase, which signs in.

        The link of the letter is given, or found in a folder of .eml files.
        """
        link = link or find_link(outbox or Path(), "/confirm/", to=to)
        page = self._expect("open the link", self.get(urlsplit(link).path), 200)
        self._expect("confirm", self.fill(page, "password", password=password), 303)

    def sign_in(self, address: str, password: str) -> None:
        """Sign in."""
        sent = self.post("/sign-in", {"email": address, "password": password})
        self._expect("sign in", sent, 303)

    def sign_out(self) -> None:
        """Sign out on this device."""
        self._expect("sign out", self.post("/sign-out"), 303)

    def sign_out_everywhere(self) -> None:
        """Sign out on every device."""
        self._expect("sign out everywhere", self.post("/me/security/sign-out-everywhere"), 303)

    def forgot(self, address: str) -> None:
        """Ask for a letter to choose a new passphrase."""
        sent = self.post("/password/forgotten", {"email": address})
        self._expect("ask for a new passphrase", sent, 303)

    def reset(self, password: str, *, link: str = "", outbox: Path | None = None) -> None:
        """Choose a new passphrase by the link of a letter."""
        link = link or find_link(outbox or Path(), "/password/reset/")
        page = self._expect("open the link", self.get(urlsplit(link).path), 200)
        self._expect("reset", self.fill(page, "password", password=password), 303)

    def save_profile(self, **values: str) -> None:
        """Save facts of the profile: name_latin, name_arabic, sector, institution, region, sex."""
        page = self._expect("open the profile", self.get("/me/profile"), 200)
        self._expect("save the profile", self.fill(page, "name_latin", **values), 303)

    def export_data(self) -> dict[str, Any]:
        """Return everything that the platform keeps about this person."""
        exported: dict[str, Any] = self._expect("export", self.get("/me/data/export"), 200).json()
        return exported

    def delete_account(self, password: str) -> None:
        """Delete the account and its data."""
        sent = self.post("/me/data/delete", {"present_password": password})
        self._expect("delete the account", sent, 303)
        self.cookies.clear()

    # -- Learning

    def course(self) -> dict[str, list[str]]:
        """Return the sections of every listed lesson, as the course's pages link to them."""
        modules = _distinct(self.page("/modules/").links(), re.compile(r"/modules/m\d{2}$"))
        lessons: dict[str, list[str]] = {}
        for module in modules:
            here = re.compile(re.escape(module) + r"/lessons/(m\d{2}-l\d{2})$")
            for lesson in _distinct(self.page(module).links(), here):
                forms = self.page(lesson).all("form", class_="section-foot")
                sections = [Form.read(form).fields["section"][0] for form in forms]
                lessons[lesson.rsplit("/", 1)[-1]] = sections
        return lessons

    def state(self) -> dict[str, Any]:
        """Return the person's progress, as the pages' script receives it."""
        state: dict[str, Any] = self._expect("state", self.get("/api/v1/me/state"), 200).json()
        return state

    def read_section(self, lesson: str, section: str, *, by_form: bool = False) -> None:
        """Say that a section was read: as the script does, or as the button without it."""
        read = {"lesson": lesson, "section": section}
        if by_form:
            self._expect("read a section", self.post("/learning/sections", read), 303)
        else:
            self._expect("read a section", self.post("/api/v1/progress", json=read), 204)

    def read_all(self, course: Mapping[str, Sequence[str]]) -> None:
        """Read whole lessons at once, as a device does that kept them: lesson to sections."""
        self.merge(course)

    def merge(self, lessons: Mapping[str, Sequence[str]]) -> None:
        """Add what this device kept while nobody was signed in."""
        sent = self.post("/api/v1/progress/merge", json={"lessons": lessons})
        self._expect("merge", sent, 204)

    def check(self, item_id: str) -> Question:
        """Return a knowledge check."""
        form = self.page(f"/checks/{item_id}").all("form", action=self.path(f"/checks/{item_id}"))
        return Question.read(form[0], language=self.language)

    def answer_check(
        self, item_id: str, fields: Mapping[str, FormValue], *, by_script: bool = False
    ) -> Feedback:
        """Answer a knowledge check; return what is said about the answer."""
        headers = {"X-Fragment": "1"} if by_script else {}
        sent = self.post(f"/checks/{item_id}", fields, headers=headers)
        self._expect("answer a check", sent, 200, 422)
        said = Page(sent.text).first(class_="feedback")
        return Feedback(said["data-outcome"], said.text)

    # -- The final quiz

    def start_exam(self) -> str:
        """Start the final quiz, or come back to the open attempt; return the attempt's id."""
        sent = self._expect("start the quiz", self.post("/quiz/attempts"), 303)
        return urlsplit(sent.headers["location"]).path.rsplit("/", 1)[-1]

    def questions(self, attempt: str) -> list[Question]:
        """Return the questions of an attempt with what was answered, in their order."""
        page = self.page(f"/quiz/attempts/{attempt}")
        forms = page.all("form", class_="question")
        return [Question.read(form, language=page.language) for form in forms]

    def save_answer(
        self, attempt: str, question: Question, answer: Answer | None, *, mark: bool | None = None
    ) -> str:
        """Save an answer as the script does; return the instant that the server says."""
        change = {"answer": answer, "is_marked": mark}
        sent = self.send(
            "PUT",
            f"/api/v1/attempts/{attempt}/responses/{question.item_id}",
            json={name: value for name, value in change.items() if value is not None},
        )
        return str(self._expect("save an answer", sent, 200).json()["saved_at"])

    def save_answer_form(
        self, attempt: str, question: Question, answer: Answer, *, mark: bool = False
    ) -> None:
        """Save an answer as the form without a script does."""
        sent = self.post(
            f"/quiz/attempts/{attempt}/responses/{question.item_id}",
            question.fields(answer, is_marked=mark),
        )
        self._expect("save an answer", sent, 303)

    def review(self, attempt: str) -> Page:
        """Return the page before sending."""
        return self.page(f"/quiz/attempts/{attempt}/review")

    def submit(self, attempt: str) -> Result:
        """Send the answers; return the result. Sent twice, it gives the same result."""
        self._expect("submit", self.post(f"/quiz/attempts/{attempt}/submit"), 303)
        return self.result(attempt)

    def result(self, attempt: str) -> Result:
        """Return the result of a sent attempt."""
        sent = self._expect("result", self.get(f"/quiz/attempts/{attempt}/result"), 200)
        page = Page(sent.text)
        head = page.first("div", class_="result-head")
        return Result(attempt, "not-yet" not in head["class"].split(), page.headings[0], page)

    # -- The certificate

    def certificates(self) -> list[str]:
        """Return the addresses of this person's certificates, as their own page links to them."""
        own = re.compile(r"^/(fr|ar)/certificates/[0-9a-f-]{36}$")
        return [link[3:] for link in _distinct(self.page("/me/").links(), own)]

    def confirm_name(self, certificate: str, latin: str, arabic: str) -> httpx.Response:
        """Confirm the name as it is to be printed, once."""
        page = self._expect("open the certificate", self.follow(self.get(certificate)), 200)
        names = {"name_latin": latin, "name_arabic": arabic, "checked": "on"}
        return self._expect("confirm the name", self.fill(page, "name_latin", **names), 303)

    def code_of(self, certificate: str) -> str:
        """Return the code that the holder's page shows."""
        found = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}\b", self.page(certificate).text)
        if found is None:
            raise LookupError("no code on the certificate's page")
        return found[0]

    def find_download(self, certificate: str) -> str:
        """Return the address of the PDF that the holder's page offers, else an empty text."""
        links = self.page(certificate).all("a")
        return next((link["href"] for link in links if "download" in link), "")

    def download_certificate(self, certificate: str, *, wait_s: float = 0) -> bytes:
        """Return the PDF, once the worker has made it."""
        deadline = time.monotonic() + wait_s
        while not (link := self.find_download(certificate)):
            if time.monotonic() > deadline:
                raise TimeoutError("the certificate is not there yet")
            time.sleep(0.2)
        sent = self._expect("download", self.get(link), 200)
        if sent.headers["content-type"] != "application/pdf":
            raise Unexpected("download", sent)
        return sent.content

    def verify(self, code: str) -> Verified:
        """Verify a code as typed into the form; nobody needs to be signed in."""
        return _verified(self.follow(self.post("/verify", {"code": code})))

    def verify_link(self, code: str, *, prefix: str = "/v/") -> Verified:
        """Verify by the short address of the QR code."""
        return _verified(self.follow(self.get(f"{prefix}{quote(code)}")))

    def check_name(self, code: str, name: str) -> bool | None:
        """Tell whether a name is the one on the certificate; None where it cannot be asked."""
        shown = self.follow(self.get(f"/v/{quote(code)}"))
        try:
            answer = self.follow(self.fill(shown, "name", name=name))
        except LookupError:
            return None
        page = Page(self._expect("check a name", answer, 200).text)
        notices = [one["class"].split() for one in page.all("div", class_="notice")]
        said = {True: any("success" in one for one in notices)}
        said[False] = any("danger" in one for one in notices)
        return next((answer for answer, is_said in said.items() if is_said), None)


def revoke(lms: Sequence[str], code: str, reason: str, **options: Any) -> None:  # noqa: ANN401
    """Revoke a certificate as the operator: `revoke(["lms"], code, "issued_in_error")`.

    `options` are those of `subprocess.run`: the environment of the installation, its folder.
    """
    command = [*lms, "certificates", "revoke", code, "--reason", reason]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")


def letters(outbox: Path, *, to: str = "") -> list[str]:
    """Return the texts of the letters in a folder of .eml files, the newest last."""
    found = []
    for path in sorted(outbox.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body()
        if body is not None and (not to or to in str(message["To"])):
            found.append(str(body.get_content()))
    return found


def find_link(outbox: Path, part: str, *, to: str = "", wait_s: float = 20) -> str:
    """Return the newest link of the letters that holds `part`, waiting for the letter."""
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        for text in reversed(letters(outbox, to=to)):
            for link in _LINK.findall(text):
                if part in link:
                    return str(link)
        time.sleep(0.1)
    raise TimeoutError(f"no letter with a link to {part} in {outbox}")


def until(condition: Callable[[], bool], *, within_s: float, what: str) -> None:
    """Wait for a condition; raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.1)


def _distinct(links: Collection[str], shape: re.Pattern[str]) -> list[str]:
    return list(dict.fromkeys(link for link in links if shape.search(link)))


def _verified(response: httpx.Response) -> Verified:
    page = Page(response.text)
    heading = page.headings[0] if page.headings else ""
    found = (name for name, headings in OUTCOMES.items() if heading in headings)
    return Verified(next(found, "refused"), page, response.status_code)
