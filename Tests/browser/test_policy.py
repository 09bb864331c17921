"""What the page's own policy forbids, whatever a fault in the page would try."""

from __future__ import annotations

import pytest

#: What a script would do that has been talked into it.
FORBIDDEN = {
    "markup": "document.body.innerHTML = '<b>x</b>'",
    "the text of a script": "document.createElement('script').textContent = 'x'",
    "the address of a script": "document.createElement('script').src = 'x.js'",
    "a frame": "document.createElement('iframe').srcdoc = 'x'",
    "a policy": "trustedTypes.createPolicy('x', { createHTML: (text) => text })",
}


def test_no_text_becomes_markup_or_script(site, context):
    # Not by `open_page`: the browser tells of each attempt, as it should.
    page = context.new_page()
    page.goto(site.url)
    if not page.evaluate("'trustedTypes' in window"):
        pytest.skip("this browser has no Trusted Types")
    for name, attempt in FORBIDDEN.items():
        outcome = page.evaluate(f"() => {{ try {{ {attempt}; return 'done'; }} catch (e) {{ return e.name; }} }}")
        assert outcome == "TypeError", name


def test_the_reference_of_the_api_keeps_the_policy(open_page, site):
    page = open_page(url=f"{site.url}api/v1/docs")
    page.page.get_by_role("heading", name="Sessions", exact=True).first.wait_for()
