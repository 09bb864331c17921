"""Files that the shell offers, and files that are dropped onto the terminal."""

from __future__ import annotations

import re

import pytest
from harness import tokens
from harness.api import call
from harness.server import Server
from harness.waiting import eventually

MAX_UPLOAD = 3_000_000
QUOTA = 5_000_000

# What a drop or a paste of files does to the page. Files of a test have no entry in a file system, so directories are
# told by their names here.
_GIVE = """([kind, files, directories]) => {
  const data = new DataTransfer();
  for (const [name, size, text] of files) {
    data.items.add(new File([text ?? new Uint8Array(size)], name));
  }
  const items = [...data.items];
  for (const name of directories) {
    items.push({ kind: 'file', webkitGetAsEntry: () => ({ isDirectory: true, name }), getAsFile: () => null });
  }
  const fake = {
    types: ['Files'], items, files: data.files, dropEffect: 'none', getData: () => '',
  };
  const target = document.querySelector('.pane.focused textarea');
  const send = (type) => {
    const event = new Event(type, { bubbles: true, cancelable: true });
    const property = kind === 'paste' ? 'clipboardData' : 'dataTransfer';
    Object.defineProperty(event, property, { value: fake });
    Object.defineProperty(event, 'relatedTarget', { value: null });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return kind === 'paste' ? send('paste') : kind === 'hover' ? send('dragover') : send('dragover') && send('drop');
}"""


@pytest.fixture(scope="module")
def files_site(tmp_path_factory):
    """A server whose shells tell what they run, below a path, with small limits."""
    server = Server(
        tmp_path_factory.mktemp("server"),
        {
            "server": {"base_path": "/some/terminal"},
            "session": {"shell_integration": True, "workspace_quota_bytes": QUOTA},
            "limits": {"max_upload_bytes": MAX_UPLOAD},
        },
    )
    yield server
    server.kill()


@pytest.fixture
def page(files_site, open_page):
    """A tab with a shell at its prompt, in its workspace."""
    tab = open_page(f"#token={tokens.mint('alice')}", url=files_site.place.url)
    tab.wait_for_state("connected")
    tab.set_prompt()
    return tab


def rows(tab) -> list[str]:
    return tab.page.locator("#files > div > p").all_inner_texts()


def wait_for_row(tab, *parts: str) -> str:
    """The text of the row that has all of these."""
    return eventually(
        lambda: next((text for text in rows(tab) if all(part in text for part in parts)), None),
        f"a row with {parts}; there are {rows(tab)}",
    )


def give(tab, *files: tuple, kind: str = "drop", directories: tuple = ()):
    """Each file is its name and its length, or its name, None and its text."""
    assert tab.page.evaluate(_GIVE, [kind, [list(file) for file in files], list(directories)])


def has_focus(tab) -> bool:
    return tab.page.evaluate("document.querySelector('.pane.focused .screen').contains(document.activeElement)")


def spoken(tab) -> str:
    return tab.page.locator("#files-news").text_content()


def press(tab, label: str):
    tab.page.locator("#files button", has_text=label).last.click()


def download(tab, browser, downloads, tmp_path) -> tuple[str, bytes]:
    """Presses the button. The name that the browser gave the file, and what is in it."""
    if browser.browser_type.name == "firefox":
        press(tab, "Download")

        def saved():
            """None while a part of it has a name of its own, and the file is empty."""
            files = list(downloads.iterdir())
            return files[0] if len(files) == 1 and files[0].suffix != ".part" and files[0].stat().st_size else None

        file = eventually(saved, "a file is saved")
        return file.name, file.read_bytes()
    with tab.page.expect_download() as event:
        press(tab, "Download")
    event.value.save_as(tmp_path / "saved")
    return event.value.suggested_filename, (tmp_path / "saved").read_bytes()


def test_an_offer_is_fetched_when_somebody_says_so(page, browser, downloads, tmp_path):
    requests = []
    page.page.on("request", lambda request: requests.append(request))
    page.enter("seq 1 200000 > 'report ü.txt'; download 'report ü.txt'")
    wait_for_row(page, "report ü.txt, 1.3 MB")
    assert "report ü.txt" in spoken(page)
    page.wait_for_prompt()
    assert not [request.url for request in requests if re.search(r"/api/.*/files", request.url)] and has_focus(page)
    name, contents = download(page, browser, downloads, tmp_path)
    assert name == "report ü.txt"
    assert contents == b"".join(b"%d\n" % number for number in range(1, 200001))
    wait_for_row(page, "report ü.txt is downloaded")
    assert has_focus(page)
    fetched = [request for request in requests if "/files/download" in request.url]
    assert len(fetched) == 1 and "/some/terminal/api/v1/sessions/" in fetched[0].url
    assert fetched[0].headers["authorization"].startswith("Bearer ")
    token = page.page.evaluate("sessionStorage.getItem('web-terminal.token')")
    assert not [request.url for request in requests if token in request.url]


def test_an_offer_by_keyboard(page):
    page.enter("echo x > a; echo y > b; download a b")
    wait_for_row(page, "a, 2 bytes")
    wait_for_row(page, "b, 2 bytes")
    page.page.keyboard.press("Control+F6")
    eventually(lambda: not has_focus(page), "the focus is on an offer")
    assert page.page.evaluate("document.activeElement.textContent") == "Download"
    page.page.keyboard.press("Escape")
    assert has_focus(page)
    page.page.keyboard.press("Control+F6")
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("document.activeElement.textContent") == "Dismiss"
    page.page.keyboard.press("Enter")
    eventually(lambda: rows(page) == ["b, 2 bytes"], "the offer is gone")
    assert has_focus(page)
    page.enter("echo st''ill")
    page.wait_for_line("still")
    press(page, "Dismiss")
    eventually(lambda: page.page.locator("#files").is_hidden(), "the corner is empty")


def test_offers_that_lead_to_nothing(page):
    page.enter("download /etc/passwd")
    refusal = "download: /etc/passwd: only files in the workspace can be offered"
    eventually(lambda: any(refusal in line for line in page.lines), "the refusal")
    page.enter("echo x > gone; download gone")
    wait_for_row(page, "gone, 2 bytes")
    page.enter("rm gone; echo remo''ved")
    page.wait_for_line("removed")
    press(page, "Download")
    wait_for_row(page, "gone was not downloaded. There is no such file or directory.")
    press(page, "Dismiss")
    # A file that anybody could print.
    page.enter("echo x > f; printf '\\033]633;P;Download=%s/f;c0ffee\\a' \"$PWD\"; echo al''so")
    page.wait_for_line("also")
    page.enter("download f")
    eventually(lambda: rows(page) == ["f, 2 bytes"], "the one offer")
    # The files of a session go with it.
    page.enter("exit")
    page.wait_for_state("ended")
    eventually(lambda: rows(page) == [], "the offer is withdrawn")
    # Browsers tell of the answer 404 on their console.
    page.errors[:] = [error for error in page.errors if "404" not in error]


def test_a_large_file_goes_to_where_the_person_says(page):
    """Only some browsers let a page do that; what a test can answer is the question for a place."""
    page.page.evaluate(
        """() => {
          window.saved = { name: '', bytes: 0, closed: false };
          window.showSaveFilePicker = async ({ suggestedName }) => ({
            createWritable: async () => new WritableStream({
              write(piece) { window.saved.bytes += piece.length; },
              close() { window.saved.name = suggestedName; window.saved.closed = true; },
            }),
          });
        }"""
    )
    page.enter("truncate -s 70000000 large; download large")
    wait_for_row(page, "large, 70 MB")
    press(page, "Download")
    wait_for_row(page, "large is downloaded")
    assert page.page.evaluate("window.saved") == {"name": "large", "bytes": 70_000_000, "closed": True}
    # Whoever does not say where gets the offer back.
    page.page.evaluate(
        """() => {
          window.showSaveFilePicker = async () => { throw new DOMException('no', 'AbortError'); };
        }"""
    )
    page.enter("truncate -s 71000000 larger; download larger")
    wait_for_row(page, "larger, 71 MB")
    press(page, "Download")
    wait_for_row(page, "larger, 71 MB")
    assert not [text for text in rows(page) if "larger was" in text]


def test_files_that_are_dropped_go_where_the_shell_is(page):
    page.enter("mkdir -p notes/today; cd notes/today; echo old > a.txt; echo the''re")
    page.wait_for_line("there")
    give(page, ("a.txt", None, "new\n"), ("b c.txt", None, "bc\n"))
    text = wait_for_row(page, "2 of 2 files are uploaded to notes/today")
    assert "There was a file a.txt already, so the new one is a (1).txt" in text
    eventually(lambda: spoken(page) == text, "it is read aloud")
    page.enter("head *; echo al''l")
    page.wait_for_line("all")
    joined = "\n".join(page.lines)
    assert "==> a (1).txt <==\nnew\n" in joined and "==> a.txt <==\nold\n" in joined
    press(page, "Dismiss")
    page.enter("cd /; echo out''side")
    page.wait_for_line("outside")
    give(page, ("back\\slash\nline", None, "x"))
    wait_for_row(page, "uploaded to the top of the workspace, because the shell is in /, outside of it.")
    page.enter("ls ~/back* | wc -l; test -f ~/$'back\\\\slash\\nline' && echo fo''und")
    page.wait_for_line("found")
    assert has_focus(page)


def test_what_does_not_fit_is_told_with_figures(page, files_site):
    give(page, ("large", MAX_UPLOAD + 1), ("one", MAX_UPLOAD), ("two", MAX_UPLOAD), ("small", 10))
    text = wait_for_row(page, "2 of 4 files are uploaded to the top of the workspace.")
    assert "large was not uploaded. A file may have 3 MB." in text
    assert "two was not uploaded. There is no room for it: 3 MB of the workspace's 5 MB are taken." in text
    names = call(
        files_site.place, "GET", f"/api/v1/sessions/{page.session_id}/files", tokens.mint("alice")
    ).json["entries"]
    assert {"one", "small"} <= {entry["name"] for entry in names}
    assert not {"large", "two"} & {entry["name"] for entry in names}
    press(page, "Dismiss")
    # Nine tenths of the quota.
    give(page, ("three", 1_600_000))
    wait_for_row(page, "three is uploaded")
    eventually(
        lambda: "The workspace is nearly full: 4.6 MB of 5 MB are taken." in page.status, "the warning with its figures"
    )


def test_an_upload_can_be_cancelled(page, files_site):
    # It stays on its way until it is cancelled.
    held = []
    page.page.route("**/files?path=*overwrite=false", lambda route: held.append(route))
    give(page, ("a", 1000), ("b", 1000))
    wait_for_row(page, "Uploading a (1 of 2)")
    eventually(lambda: held, "the upload is on its way")
    assert page.page.locator("#files progress").is_visible()
    press(page, "Cancel")
    wait_for_row(page, "The upload was cancelled.")
    assert has_focus(page)
    page.page.unroute("**/files?path=*overwrite=false")
    give(page, ("c", 1000))
    wait_for_row(page, "c is uploaded")
    page.enter("test ! -e a && test ! -e b && echo no''ne")
    page.wait_for_line("none")


def test_directories_are_refused_and_pasted_files_are_not(page):
    give(page, ("a.txt", None, "x"), directories=("photos",))
    wait_for_row(page, "Directories cannot be uploaded: photos.")
    wait_for_row(page, "a.txt is uploaded")
    give(page, ("image.png", 100), kind="paste")
    wait_for_row(page, "image.png is uploaded to the top of the workspace.")
    # Text is pasted as ever.
    page.paste("echo pas''ted")
    page.page.keyboard.press("Enter")
    page.wait_for_line("pasted")


def test_whoever_looks_on_uploads_nothing(page, files_site, open_page):
    owner = tokens.mint("alice")
    body = '{"mode":"control"}'
    path = f"/api/v1/sessions/{page.session_id}/shares"
    made = call(files_site.place, "POST", path, owner, body, Content_Type="application/json").json
    url = files_site.place.url
    viewer = open_page(f"#token={owner}&session={page.session_id}&mode=view", url=url)
    guest = open_page(f"#share={made['secret']}", url=url)
    for tab, words in ((viewer, "View only: nothing was uploaded."), (guest, "terminal only: nothing was uploaded.")):
        tab.wait_for_state("connected")
        requests = []
        tab.page.on("request", lambda request, seen=requests: seen.append(request.url))
        give(tab, ("a", 10), kind="hover")
        assert tab.page.locator("body").get_attribute("data-drop") == "no"
        give(tab, ("a", 10))
        wait_for_row(tab, words)
        assert tab.page.locator("body").get_attribute("data-drop") is None
        assert not [address for address in requests if re.search(r"/api/.*/files", address)]
    # Who may read files hears of an offer, and who has a link does not.
    page.page.bring_to_front()
    page.enter("echo x > offered; download offered; echo af''ter")
    page.wait_for_line("after")
    wait_for_row(viewer, "offered, 2 bytes")
    guest.wait_for_line("after")
    assert not [text for text in rows(guest) if "offered" in text]
