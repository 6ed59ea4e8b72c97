"""What a build tells: its closing line, its report, and whom it hands the report to."""

import json
import shlex
import socket
import sys
import threading
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

import tiny_workbook
from conftest import seal
from panelpack.__main__ import main
from panelpack.commands import build as build_module
from panelpack.errors import DataError
from panelpack.pack import notify
from panelpack.pack.kept import Asked
from panelpack.pack.report import Built, as_it_stands, report
from panelpack.pack.stopping import Stopped

pytestmark = pytest.mark.usefixtures("kept_workers")
RETURN = "data/returns/2014-15-q1/force/v1"
AS_AT = date(2014, 9, 29)


@pytest.fixture
def told(tiny, tmp_path):
    """Build the small workbook with a report; return how it ended and what the report says."""
    file = tmp_path / "report.json"

    def build(*more):
        file.unlink(missing_ok=True)
        call = ["build", "latest", "--workbook", str(tiny), "--report", str(file), *more]
        ended = CliRunner().invoke(main, call)
        return ended, json.loads(file.read_text("utf-8"))

    return build


@contextmanager
def listening(answer=200, **headers):
    """Listen on this machine; give the address and the list of what is sent there."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers["Content-Type"], body))
            self.send_response(answer)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/secret-token", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def row(partner):
    return {"partner": partner, "status": "no_return", "due": date(2014, 8, 14)}


@pytest.mark.parametrize(
    ("run", "unchanged", "partners", "line"),
    [
        ("abc", "", "", "3 sections, all run; no measure missing"),
        ("a", "bc", "X", "3 sections, 1 run again; 1 measure missing, from X"),
        ("", "bc", "XYX", "2 sections, none run again; 3 measures missing, from X and Y"),
        ("a", "", "ZXY", "1 section, all run; 3 measures missing, from Z, X and Y"),
    ],
)
def test_the_closing_line_counts(run, unchanged, partners, line):
    built = Built(AS_AT, tuple(run), tuple(unchanged), [row(p) for p in partners])
    assert built.summary == line


def test_a_build_reports_what_it_made_and_what_is_missing(told, tiny):
    ended, first = told()
    assert ended.exit_code == 0, ended.stderr
    assert ended.stderr.splitlines()[-1] == first["summary"]
    assert first["summary"] == "3 sections, all run; 1 measure missing, from The force"
    assert (first["state"], first["exit_code"], first["message"]) == ("built", 0, "")
    assert (first["run"], first["unchanged"]) == (["one", "two", "three"], [])
    assert (first["as_at"], first["audience"]) == ("2014-09-29", "public")
    assert first["pack"] == str(tiny / "outputs/2014-15-q1/public") == ended.stdout.strip()
    (missing,) = first["missing"]
    assert missing == {
        "priority": "P1",
        "measure": "thefts",
        "name": "Thefts",
        "partner": "The force",
        "status": "awaiting_clearance",
        "state": "Awaiting clearance",
        "reason": "to be published after the board has cleared it",
        "board": "The board",
        "due": "2014-08-14",
    }
    ended, second = told()
    assert ended.stderr == "nothing has changed since this pack was built\n"
    assert (second["state"], second["exit_code"]) == ("unchanged", 0)
    assert (second["run"], second["unchanged"]) == ([], ["one", "two", "three"])
    assert second["summary"].endswith("was built; 1 measure missing, from The force")
    same = ("missing", "as_at", "pack", "quarter")
    assert [second[key] for key in same] == [first[key] for key in same]


def test_a_cleared_return_is_not_missing(tiny):
    seal(tiny / RETURN)
    asked = Asked.of(tiny, "2014-15-q1", "public", None, (), None)
    assert as_it_stands(asked).missing == []
    before = Asked.of(tiny, "2014-15-q1", "public", date(2014, 7, 1), (), None)
    (missing,) = as_it_stands(before).missing
    assert missing["status"] == "no_return"


def test_the_public_report_is_the_same_whatever_is_withheld(told, tiny):
    reports = []
    for value in ("73", "74"):
        (tiny / RETURN / "values.csv").write_text(tiny_workbook.VALUES.replace("73", value))
        reports.append(told("--force", "--only", "one")[1])
    assert reports[0] == reports[1]
    assert reports[0]["missing"]


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_a_failed_build_says_where_and_the_public_report_no_more(told, tiny, audience):
    (tiny / RETURN / "values.csv").write_text(tiny_workbook.VALUES.replace("73", "seventy"))
    ended, said = told("--audience", audience)
    assert ended.exit_code == 1
    assert "seventy" in ended.stderr
    assert (said["state"], said["exit_code"], said["missing"]) == ("failed", 1, None)
    assert f"{RETURN}/values.csv" in said["message"]
    assert said["summary"].startswith("not built: ")
    assert ("seventy" in json.dumps(said)) == (audience == "internal")


def test_a_failed_notebook_is_told_with_what_is_missing(told, tiny):
    tiny_workbook.write_notebook(tiny, "two", "raise ValueError('no')")
    ended, said = told("--only", "two")
    assert (ended.exit_code, said["exit_code"]) == (1, 1)
    assert said["message"] == ended.stderr.splitlines()[-1]
    assert said["message"].endswith("failed with ValueError: no")
    assert (said["run"], said["unchanged"]) == ([], [])
    assert [each["measure"] for each in said["missing"]] == ["thefts"]


def test_a_call_without_a_workbook_is_told_too(told, tmp_path):
    (tmp_path / "empty").mkdir()
    ended, said = told("--workbook", str(tmp_path / "empty"))
    assert (ended.exit_code, said["exit_code"], said["state"]) == (1, 1, "failed")
    assert (said["pack"], said["quarter"]) == (None, "latest")
    ended, said = told("--only", "four")
    assert (ended.exit_code, said["exit_code"]) == (2, 2)
    assert "no section four" in said["message"]


@pytest.mark.parametrize(
    ("raised", "code", "message"),
    [(Stopped(15), 143, "stopped"), (RuntimeError("seventy"), 1, "RuntimeError")],
)
def test_other_ends_are_told_without_their_words(told, monkeypatch, raised, code, message):
    def ends(request):
        raise raised

    monkeypatch.setattr(build_module, "_build", ends)
    ended, said = told()
    assert (ended.exit_code, said["exit_code"], said["message"]) == (code, code, message)


@pytest.mark.parametrize("place", ["data/r.json", "outputs/2014-15-q1/public/r.json"])
def test_a_report_in_the_way_of_the_pack_is_refused(tiny, place):
    call = ["build", "latest", "--workbook", str(tiny), "--report", str(tiny / place)]
    ended = CliRunner().invoke(main, call)
    assert ended.exit_code == 1
    assert "name a file elsewhere with --report" in ended.stderr
    assert not (tiny / place).exists()


def test_the_report_goes_to_an_address_and_a_command(told, tmp_path):
    copy = tmp_path / "copy.json"
    code = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    command = shlex.join([sys.executable, "-c", code, str(copy)])
    with listening() as (url, heard):
        ended, said = told("--only", "four", "--notify-url", url, "--notify-command", command)
    assert (ended.exit_code, said["state"]) == (2, "failed")
    ((path, kind, body),) = heard
    assert (path, kind) == ("/secret-token", "application/json")
    assert json.loads(body) == json.loads(copy.read_text("utf-8")) == said


def test_who_cannot_be_told_does_not_fail_the_build(told):
    with listening(500) as (url, _):
        ended, said = told("--only", "two", "--notify-url", url, "--notify-command", "no-such-x")
    assert (ended.exit_code, said["state"]) == (0, "built")
    assert "127.0.0.1: the report could not be sent: it answered 500" in ended.stderr
    assert "no-such-x: the report could not be given to it: No such file" in ended.stderr
    assert "secret-token" not in ended.stderr


def test_an_address_that_sends_elsewhere_is_not_followed():
    with listening() as (other, heard), listening(302, Location=other) as (url, _):
        with pytest.raises(DataError, match="it answered 302"):
            notify.post(url, b"{}")
        assert heard == []


def test_what_is_for_this_machine_passes_no_proxy(monkeypatch):
    with listening() as (proxy, caught), listening() as (url, heard):
        monkeypatch.setenv("http_proxy", proxy)
        notify.post(url, b"{}")
    assert (len(caught), len(heard)) == (0, 1)


def test_an_address_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(notify, "ADDRESS_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(DataError, match=r"no answer in 0\.05 seconds"):
            notify.post(f"http://127.0.0.1:{port}/", b"{}")
    with pytest.raises(DataError, match="Connection refused"):
        notify.post(f"http://127.0.0.1:{port}/", b"{}")


def test_a_command_that_fails_or_does_not_end_is_told(monkeypatch):
    code = "import sys; sys.exit('no such box')"
    with pytest.raises(DataError, match="it ended with 1: no such box"):
        notify.give(shlex.join([sys.executable, "-c", code]), b"{}")
    monkeypatch.setattr(notify, "COMMAND_SECONDS", 0.05)
    with pytest.raises(DataError, match=r"had not ended after 0\.05"):
        notify.give("sleep 9", b"{}")


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path):
    notify.write(tmp_path / "new/file", b"{}")
    with pytest.raises(DataError, match="can't be written"):
        notify.write(tmp_path / "new/file/r.json", b"{}")
    with pytest.raises(DataError, match="can't be written"):
        notify.write(tmp_path / "new", b"{}")
    assert [path.name for path in tmp_path.rglob("*")] == ["new", "file"]


@pytest.mark.parametrize(
    "more",
    [
        ("--notify-url", "http://office.example/x"),
        ("--notify-url", "file:///etc/passwd"),
        ("--notify-url", "https://"),
        ("--notify-url", "https://a b"),
        ("--notify-url", "https://a:port/"),
        ("--notify-url", "http://localhost.example/"),
        ("--notify-command", ""),
        ("--notify-command", "mail 'x"),
    ],
)
def test_an_unsafe_address_or_no_command_is_a_wrong_call(more):
    ended = CliRunner().invoke(main, ["build", "latest", *more])
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert more[0] in ended.stderr


def test_a_fault_in_data_keeps_its_place_in_a_public_report():
    message = "data/a/values.csv, B2: not a number ('7x'). Mend it\nparams/plan.yaml, line 1: no"
    said = json.loads(report("failed", quarter="q", audience="public", pack=None, message=message))
    assert said["message"].splitlines() == [
        "data/a/values.csv, B2: the messages of the build say what is wrong",
        "params/plan.yaml, line 1: no",
    ]
