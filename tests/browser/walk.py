"""What a walk does on a page: looks whether all is well there, and fails with words if not."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from django.contrib.auth.models import AnonymousUser
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Frame,
    Locator,
    Page,
    Request,
    Response,
)

from cluster_portal.toolkit.mail.models import OutgoingMail

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
NOBODY = AnonymousUser()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
# Django's own furniture of the admin, drawn by templates and scripts that are not ours.
NOT_OURS = [[".inline-related thead th"], [".selector .help-tooltip"]]
FURNITURE = "#nav-sidebar tr, .site-header, .site-nav, .site-footer"
# Without preload: reading style sheets anew is what our content security policy forbids.
# Every rule is tried; only of what fails the places are described, which halves the time.
LOOK = """
async ([runOnly, notOurs, furniture, known]) => {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const look = (piece) => `${innerWidth} ${isDark} ${piece.outerHTML}`;
  const pieces = [...document.querySelectorAll(furniture)];
  const again = pieces.filter((piece) => known.includes(look(piece)));
  const exclude = [...notOurs, ...again];
  const result = await axe.run(
    {exclude}, {runOnly, preload: false, resultTypes: ["violations"]});
  return {violations: result.violations, shown: pieces.map(look)};
}
"""
CODE = re.compile(r"^[A-Z0-9]{3,4}-[A-Z0-9]{3,4}$", re.MULTILINE)
REPORT_CSP = """
document.addEventListener("securitypolicyviolation", (event) =>
  window.reportViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


def watched(context: BrowserContext, site: str) -> Page:
    """A page whose mishaps are kept until `check` reads them: requests to other hosts, errors on
    the console and in scripts, breaches of the content security policy.
    """
    page = context.new_page()
    mishaps: list[str] = []
    page.mishaps = mishaps
    page.furniture = set()
    page.last_status = None
    page.is_leaving = False
    host = urlsplit(site).netloc

    def see_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != host:
            mishaps.append(f"a request went to another host: {request.url}")

    def see_leaving(request: Request) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            page.is_leaving = True

    def see_arrival(frame: Frame) -> None:
        if frame == page.main_frame:
            page.is_leaving = False

    def see_response(response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == page.main_frame:
            page.last_status = response.status

    def see_console(message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource: the server responded")
        if message.type == "error" and not (refused and message.location["url"] == page.url):
            mishaps.append(f"on the console: {message.text} ({message.location['url']})")

    context.on("request", see_request)
    page.on("request", see_leaving)
    page.on("framenavigated", see_arrival)
    page.on("response", see_response)
    page.on("console", see_console)
    page.on("pageerror", lambda error: mishaps.append(f"in a script: {error}"))
    context.expose_binding(
        "reportViolation",
        lambda _source, words: mishaps.append(f"against the content security policy: {words}"),
    )
    context.add_init_script(REPORT_CSP)
    return page


def check(page: Page, *, status: int = 200) -> None:
    """Fail unless the page came with this status, reads well to everybody, fits its window and
    asked for nothing that it may not ask for.

    Who leads to another page waits for it first, as `press` does: what is only about to be left
    looks like a page that stays.
    """
    settle(page)
    found = [*page.mishaps]
    page.mishaps.clear()
    if page.last_status != status:
        found.append(f"it came with {page.last_status}, not {status}")
    found += barriers(page)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.append(f"it is {wide} px wider than the window")
    assert not found, f"\n{page.url} at {page.viewport_size}\n- " + "\n- ".join(found)


def settle(page: Page) -> None:
    """Wait for the end of a navigation that has begun: what axe looks at must not go away."""
    if page.is_leaving:
        page.wait_for_event("framenavigated", lambda frame: frame == page.main_frame)
    page.wait_for_load_state()
    page.locator("body").wait_for(state="attached")


def barriers(page: Page) -> list[str]:
    """What axe finds: WCAG 2.2 AA and best practice, one line a place.

    Furniture that this window has shown before, word for word and in the same colours, is not
    looked at again: half of an office page is its list of rooms.
    """
    page.evaluate(AXE)
    found = page.evaluate(LOOK, [RULES, NOT_OURS, FURNITURE, sorted(page.furniture)])
    page.furniture.update(found["shown"])
    return [
        f"{rule['id']}: {rule['help']}\n    {node['html'][:160]}\n    {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def go(page: Page, address: str, *, status: int = 200) -> Page:
    page.goto(address)
    check(page, status=status)
    return page


def press(place: Page | Locator, name: str | re.Pattern, *, status: int = 200) -> Page:
    """Press the first button or link with this name that can be seen there, and check where it
    leads.
    """
    page = place if isinstance(place, Page) else place.page
    target = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name))
    with page.expect_navigation():
        target.filter(visible=True).first.click()
    check(page, status=status)
    return page


def newest_mail(to: str) -> OutgoingMail:
    """As the office reads it in the admin: no worker runs beside the tests."""
    return OutgoingMail.objects.filter(to_address__iexact=to).latest("pk")


def link_in(mail: OutgoingMail) -> str:
    return re.findall(r"https?://\S+", mail.text)[0].rstrip(".,)")


def sign_in(page: Page, email: str, *, from_here: bool = False) -> Page:
    """By a code that comes in a letter."""
    if not from_here:
        go(page, "/accounts/login/")
    page.get_by_label("Your e-mail address").fill(email)
    press(page, "Send me a code")
    code = CODE.search(newest_mail(email).text)
    assert code, "The letter has no code in it."
    page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(code[0])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    check(page)
    return page


def reads(page: Page, words: str) -> bool:
    return words in " ".join(page.locator("main").inner_text().split())
