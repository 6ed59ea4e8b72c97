"""The strict loader: every mistake is one sentence with file and line."""

from datetime import date

import pytest
from pydantic import Field

from panelpack.errors import DataError
from panelpack.yamlfile import Strict, YamlFile


class Person(Strict):
    name: str
    code: str = ""
    agreed: str = ""
    since: date | None = None


class Team(Strict):
    title: str
    people: dict[str, Person] = Field(default_factory=dict)
    order: tuple[str, ...] = ()


@pytest.fixture
def yaml_file(tmp_path):
    def write(text):
        path = tmp_path / "team.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return YamlFile(path, "params/team.yaml")

    return write


def told(yaml_file, text):
    with pytest.raises(DataError) as error:
        yaml_file(text).bind(Team)
    return str(error.value)


def test_codes_and_yes_and_no_stay_words(yaml_file):
    text = """\
    title: no
    people:
      a: {name: 07, code: 1e3, agreed: yes, since: 2014-09-29}
      b: {name: "off", code: 0x1F, agreed: ~}
    """
    with pytest.raises(DataError, match="'agreed'"):
        yaml_file(text.replace("~", "")).bind(Team)
    team = yaml_file(text).bind(Team)
    assert team.title == "no"
    assert team.people["a"] == Person(name="07", code="1e3", agreed="yes", since=date(2014, 9, 29))
    assert team.people["b"] == Person(name="off", code="0x1F", agreed="~")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: A\npeple: {}\n",
         "params/team.yaml, line 2: unknown key 'peple'; did you mean 'people'?"),
        ("title: A\nzzz: 1\n",
         "params/team.yaml, line 2: unknown key 'zzz'; known keys: title, people, order"),
        ("title: A\npeople:\n  a:\n    nome: B\n    name: C\n",
         "params/team.yaml, line 4: unknown key 'nome' in people.a; did you mean 'name'?"),
        ("title: A\norder: []\ntitle: B\n",
         "params/team.yaml, line 3: key 'title' is repeated (first in line 1)"),
        ("title: A\npeople:\n  a: {name: B}\n  a: {name: C}\n",
         "params/team.yaml, line 4: key 'a' is repeated (first in line 3)"),
        ("order: [a]\n", "params/team.yaml, line 1: key 'title' is missing"),
        ("", "params/team.yaml, line 1: key 'title' is missing"),
        ("title:\n", "params/team.yaml, line 1: 'title' has no value"),
        ("title: &t A\norder: [*t]\n",
         "params/team.yaml, line 2: aliases (*name) are not allowed here"),
        ("title: A\n? [b, c]\n: 1\n", "params/team.yaml, line 2: a key must be plain text"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_its_line(yaml_file, text, message):
    assert told(yaml_file, text) == message


def test_a_wrong_type_says_what_was_given(yaml_file):
    message = told(yaml_file, "title: A\npeople:\n  a:\n    name: B\n    since: 2014-13-01\n")
    assert message.startswith("params/team.yaml, line 5: since: '2014-13-01' is wrong in people.a:")
    message = told(yaml_file, "title: A\norder: first\n")
    assert message.startswith("params/team.yaml, line 2: order: 'first' is wrong")
    assert message.endswith("write a list, like [this, that]")
    message = told(yaml_file, "title: A\npeople: [a]\n")
    assert message.startswith("params/team.yaml, line 2: people: ['a'] is wrong")
    long = told(yaml_file, f"title: A\npeople: [{', '.join('a' * 9)} {'b' * 90}]\n")
    assert long == "params/team.yaml, line 2: people: is wrong: write keys with values below it"


def test_every_mistake_of_a_file_is_told_at_once(yaml_file):
    message = told(yaml_file, "titel: A\npeople:\n  a: {naem: B}\n")
    assert message.splitlines() == [
        "params/team.yaml, line 1: key 'title' is missing",
        "params/team.yaml, line 3: key 'name' is missing in people.a",
        "params/team.yaml, line 3: unknown key 'naem' in people.a; did you mean 'name'?",
        "params/team.yaml, line 1: unknown key 'titel'; did you mean 'title'?",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title: [A\n", "line 2: is not YAML: "),
        ("title: A\n\tx: b\n", "line 2: is not YAML: "),
        ("people:\n  a:\n\tname: B\n", "; indent with spaces, not with a tab, and put"),
        ("title: Safer: homes\n", "line 1: is not YAML: mapping values are not allowed in this "
         "context; begin each key in the column of its neighbours, and put text that holds"),
        ("title: A\npeople:\n  a:\n    name: B\n   since: 2014-01-01\n", "line 5: is not YAML: "
         "did not find expected key; look here and in the line before: the keys of one block"),
        ("title: A\n---\ntitle: B\n", "line 2: is not YAML: "),
        (b"title: \xff\xfe\n", "is not UTF-8 text"),
        ("title: \x07\n", "is not YAML"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(yaml_file, text, fault):
    assert fault in told(yaml_file, text)


def test_a_list_is_no_file_of_keys(yaml_file):
    assert "params/team.yaml, line 1: " in told(yaml_file, "- title: A\n")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"params/team\.yaml: there is no such file"):
        YamlFile(tmp_path / "team.yaml", "params/team.yaml")


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(yaml_file):
    text = "title: Équipe\norder: [a, b]\n"
    plain = yaml_file(text).bind(Team)
    marked = yaml_file(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()).bind(Team)
    assert marked == plain == Team(title="Équipe", order=("a", "b"))


def test_what_was_read_cannot_be_changed(yaml_file):
    team = yaml_file("title: A\n").bind(Team)
    with pytest.raises(ValueError, match="frozen"):
        team.title = "B"


def test_a_fault_names_the_nearest_line(yaml_file):
    file = yaml_file("title: A\npeople:\n  a:\n    name: B\n")
    with pytest.raises(DataError, match=r"^params/team\.yaml, line 3: who is this$"):
        file.fail(("people", "a", "code"), "who is this")
