"""JupyterLab in a real browser: notebooks run, charts are drawn, the internet is not asked."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
BUSY = "[...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent.includes('*'))"
TOLD = ".jp-toast, .Toastify__toast, .jp-Dialog"
SEEN = f"[...document.querySelectorAll('{TOLD}')].map(e => e.innerText)"
WORDS = """() => {
  const words = document.querySelectorAll(".pp-table :is(th, td):not(.pp-n)")
  return [...new Set([...words].map(cell => getComputedStyle(cell).textAlign))]
}"""
# The notebook itself is idle before it has a kernel; the status bar waits for one.
IDLE = ".jp-StatusBar-Item:has-text('| Idle')"


@pytest.fixture
def lab(copy_of_workbook, tmp_path):
    """The address of JupyterLab on a copy of the workbook, as `panelpack explore` opens it."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{n}_DIR": str(tmp_path / n) for n in ("CONFIG", "DATA", "RUNTIME")}
    environment = (
        os.environ | own | {"HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython")}
    )
    command = [sys.executable, "-m", "panelpack", "explore", "--", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="]
    log = tmp_path / "lab.log"
    with log.open("w") as written:
        started = subprocess.Popen(
            command,
            cwd=copy_of_workbook,
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield wait_for(f"http://localhost:{port}", started), log
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait(60)


def wait_for(address, started):
    for _ in range(240):
        assert started.poll() is None
        try:
            urllib.request.urlopen(f"{address}/api").close()
        except OSError:
            time.sleep(0.5)
        else:
            return address
    raise AssertionError("JupyterLab does not answer")


def run_all(page, address, name):
    page.goto(f"{address}/lab/tree/notebooks/{name}.ipynb?reset", timeout=120_000)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
    page.wait_for_selector(IDLE, timeout=120_000)
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
    page.wait_for_selector(".jp-OutputArea-output:visible", timeout=120_000)
    page.wait_for_function(f"() => !({BUSY})", timeout=120_000)


def test_jupyterlab_draws_and_links_charts_without_the_internet(lab):
    address, log = lab
    asked, errors = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1300, "height": 2400})
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        run_all(page, address, "explore/drill-down")
        chart = page.wait_for_selector(".vega-embed canvas", timeout=60_000)
        before, box = chart.screenshot(), chart.bounding_box()
        # The longest bar: a click on it chooses the district.
        page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + 0.307 * box["height"])
        page.mouse.move(5, 5)
        page.wait_for_timeout(1000)
        assert chart.screenshot() != before, "a click changes what is drawn"
        assert page.evaluate(SEEN) == []
        run_all(page, address, "explore/what-if")
        page.wait_for_selector(".widget-hslider", timeout=60_000)
        page.wait_for_selector(".jp-OutputArea .vega-embed canvas", timeout=60_000)
        assert "lies within" in page.inner_text(
            ".jp-NotebookPanel:not(.lm-mod-hidden) .widget-html"
        )
        assert page.evaluate(SEEN) == []
        run_all(page, address, "sp12-domestic-burglary")
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .pp-table", timeout=60_000)
        assert page.evaluate(WORDS) == ["left"], "JupyterLab sets the words of tables at the right"
        browser.close()
    assert len(asked) > 50
    local = re.compile(rf"{re.escape(address)}/|ws://localhost:|(data|blob):")
    assert [url for url in asked if not local.match(url)] == []
    assert errors == []
    assert not re.search(r"Traceback|^\[E ", log.read_text("utf-8"), re.MULTILINE)
