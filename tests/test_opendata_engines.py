"""One expression, the same counts on DuckDB, PostgreSQL and Spark; and no password on show."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import POSTGRES
from panelpack.errors import DataError
from panelpack.opendata import import_street
from panelpack.opendata.command import opendata_command
from panelpack.opendata.engines import resolve
from panelpack.plan import load_engine, load_plan
from panelpack.plan.engine import holds_secret, with_variables
from street_archive import Archive, asb, row

DUCKDB = "duckdb://"
USER, PASSWORD = "analyst", "p@ss:w/rd ${x}"


@pytest.fixture
def archive(tmp_path):
    """Two months with all that engines could count differently."""
    archive = Archive(tmp_path / "archive")
    archive(
        *[asb()] * 3,
        *[row()] * 2,
        row("Leicester 011B", Location='Shop, "The Corner",\nMarket Place'),
        row("  Charnwood 001C ", "Drugs"),
        row("", "Robbery"),
        row(" ", "Robbery"),
        row("St. Helens 001A", "Robbery"),
        row("Ynys Môn 012B", "Robbery"),
        row("Blaby", "Drugs"),
    )
    archive(row(month="2014-05"), month="2014-05")
    return archive


@pytest.fixture
def offices(workbook, tmp_path):
    """Two workbooks with reference tables only."""
    made = tmp_path / "one", tmp_path / "two"
    for folder in made:
        shutil.copytree(workbook / "data/reference", folder / "data/reference")
    return made


def tables(paths):
    return {path.name: path.read_bytes() for path in paths}


def run(archive, office, engine):
    return tables(import_street.run((str(archive.folder),), office, engine)[0])


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL server of our own on loopback, that asks for a password; its port."""
    programs, folder = Path(POSTGRES).resolve().parent, Path(tempfile.mkdtemp(prefix="panelpack-"))
    # PostgreSQL refuses to run as root.
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres")
    word = folder / "word"
    word.write_text(PASSWORD)
    word.chmod(0o644)
    make = ["initdb", "-D", folder / "data", "-U", USER, "-A", "scram-sha-256", "-N"]
    make += ["-E", "UTF8", "--locale=C.UTF-8", f"--pwfile={word}"]
    subprocess.run([programs / make[0], *make[1:]], check=True, capture_output=True, **user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = ["postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-F"]
    start += ["-c", f"unix_socket_directories={folder}"]
    log = (folder / "log").open("wb")
    running = subprocess.Popen([programs / start[0], *start[1:]], stderr=log, stdout=log, **user)
    try:
        _wait_for(programs, port)
        yield port
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)
        log.close()
        shutil.rmtree(folder)


def _wait_for(programs, port):
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(600):
        if subprocess.run(ready).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError("PostgreSQL did not start")


@pytest.fixture
def database(server, monkeypatch):
    """A fresh database; its address without a password, which the environment has."""
    import psycopg

    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    where = {"host": "127.0.0.1", "port": server, "user": USER}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as connection:
        connection.execute("DROP DATABASE IF EXISTS crime")
        connection.execute("CREATE DATABASE crime")
    return f"postgres://{USER}@127.0.0.1:{server}/crime"


def ask(database, query):
    import psycopg

    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.postgres
def test_postgresql_counts_the_same(archive, offices, database):
    assert run(archive, offices[0], DUCKDB) == run(archive, offices[1], database)
    assert ask(database, "SELECT count(*) FROM panelpack_street_rows") == [(13,)]


@pytest.mark.postgres
def test_postgresql_is_given_only_what_changed(archive, offices, database):
    run(archive, offices[0], database)
    marks = "SELECT DISTINCT xmin::text, sha256 FROM panelpack_street_rows ORDER BY 2"
    before = ask(database, marks)
    assert run(archive, offices[0], database)
    assert ask(database, marks) == before
    archive(row(month="2014-05"), row(month="2014-05"), month="2014-05")
    found = run(archive, offices[0], database)
    after = ask(database, marks)
    assert len(set(before) & set(after)) == 1 and len(after) == 2
    assert found == run(archive, offices[1], DUCKDB)
    assert ask(database, "SELECT count(*) FROM panelpack_street_rows") == [(14,)]


@pytest.mark.postgres
def test_rows_that_another_program_took_away_are_noticed(archive, offices, database):
    run(archive, offices[0], database)
    ask(database, "DELETE FROM panelpack_street_rows WHERE crime_type = 'Drugs' RETURNING 1")
    before = (offices[0] / "data/open/police-uk/source.yaml").read_bytes()
    with pytest.raises(
        DataError, match="counted 10 rows for 2014-04 of Leicestershire Police, but"
    ):
        run(archive, offices[0], database)
    assert (offices[0] / "data/open/police-uk/source.yaml").read_bytes() == before


@pytest.mark.postgres
def test_the_plans_engine_alone_moves_the_counting(archive, workbook, tmp_path, server, database,
                                                  monkeypatch):  # fmt: skip
    """Nothing but one line of the plan changes, and the password stays in the environment."""
    office = tmp_path / "office"
    shutil.copytree(workbook / "data/reference", office / "data/reference")
    shutil.copytree(workbook / "params", office / "params")
    plan = office / "params/plan.yaml"
    address = f"postgresql://{USER}:${{CRIME_PASSWORD}}@127.0.0.1:{server}/crime"
    plan.write_text(plan.read_text("utf-8") + f"\nengine: {address}\n", "utf-8")
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("CRIME_PASSWORD", PASSWORD)
    command = ["police-uk", str(archive.folder), "--workbook", str(office)]
    done = CliRunner().invoke(opendata_command, command)
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert ask(database, "SELECT count(*) FROM panelpack_street_files") == [(2,)]


@pytest.mark.postgres
def test_a_wrong_password_is_told_and_not_shown(archive, offices, server, monkeypatch):
    monkeypatch.setenv("CRIME_PASSWORD", "hunter2")
    address = f"postgres://{USER}:${{CRIME_PASSWORD}}@127.0.0.1:{server}/crime"
    with pytest.raises(DataError, match="counting on postgres failed") as error:
        run(archive, offices[0], address)
    assert "hunter2" not in str(error.value)
    assert error.value.__cause__ is None
    assert not (offices[0] / "data/open").exists()


def test_a_server_that_is_not_there_is_one_sentence(archive, offices):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"postgres://{USER}@127.0.0.1:{taken.getsockname()[1]}/crime"
        with pytest.raises(DataError, match="counting on postgres failed") as error:
            run(archive, offices[0], address)
    assert "\n" not in str(error.value)
    assert "Check that it is there" in str(error.value)


@pytest.mark.spark
def test_spark_counts_the_same(archive, offices, tmp_path):
    settings = "spark.master=local[1]&spark.ui.enabled=false&spark.sql.shuffle.partitions=1"
    engine = f"pyspark://?{settings}&spark.driver.host=127.0.0.1"
    assert run(archive, offices[0], DUCKDB) == run(archive, offices[1], engine)


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("duckdb://", False),
        ("postgres://db/crime", False),
        ("postgres://analyst@db/crime", False),
        ("postgres://analyst:${CRIME}@db/crime", False),
        ("postgres://analyst:hunter2@db/crime", True),
        ("postgres://analyst:hun@ter2@db/crime", True),
        ("postgres://analyst:hunter2${CRIME}@db/crime", True),
        ("postgres://db/crime?user=analyst&password=hunter2", True),
        ("postgres://db/crime?password=${CRIME}", False),
        ("pyspark://?spark.hadoop.fs.s3a.secret.key=abc", True),
        ("pyspark://?spark.hadoop.fs.s3a.access.key=abc", True),
        ("pyspark://?spark.master=spark://host:7077", False),
        ("${CRIME_ENGINE}", False),
    ],
)
def test_a_written_password_is_seen(address, held):
    assert holds_secret(address) is held


def test_a_plan_with_a_password_is_refused_without_showing_it(workbook, tmp_path):
    shutil.copytree(workbook / "params", tmp_path / "params")
    plan = tmp_path / "params/plan.yaml"
    text = plan.read_text("utf-8")
    plan.write_text(f"{text}\nengine: postgres://analyst:hunter2@db/crime\n", "utf-8")
    for load in (load_plan, load_engine):
        with pytest.raises(DataError, match=r"plan\.yaml, line \d+: engine: holds a pass") as error:
            load(tmp_path)
        assert "hunter2" not in str(error.value)


def test_without_a_plan_or_an_engine_in_it_duckdb_counts(workbook, tmp_path):
    assert load_engine(tmp_path) == load_engine(workbook) == DUCKDB


def test_a_variable_is_one_part_of_the_address_or_all_of_it(monkeypatch):
    monkeypatch.setenv("CRIME", "p@ss:w/rd")
    address, secrets = with_variables("postgres://analyst:${CRIME}@db/crime")
    assert address == "postgres://analyst:p%40ss%3Aw%2Frd@db/crime"
    assert {"p@ss:w/rd", "p%40ss%3Aw%2Frd"} <= set(secrets)
    monkeypatch.setenv("CRIME", "postgres://analyst:hunter2@db/crime")
    address, secrets = with_variables("${CRIME}")
    assert address == "postgres://analyst:hunter2@db/crime"
    assert "hunter2" in secrets


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        ("postgres://analyst:hunter2@db/crime", "the address holds a password"),
        ("postgres://${NOT_SET}@db/crime", "the environment variable NOT_SET is not set"),
        ("sqlite://", "'sqlite' is none of duckdb, postgres, pyspark"),
    ],
)
def test_an_address_that_cannot_serve_is_refused_first(archive, offices, engine, told):
    with pytest.raises(DataError, match=told) as error:
        run(archive, offices[0], engine)
    assert "hunter2" not in str(error.value)
    assert not (offices[0] / "lake").exists()


def test_the_name_of_an_engine_is_its_scheme():
    assert resolve("postgresql://db/crime")[0] == "postgres"
    assert resolve(DUCKDB)[:2] == ("duckdb", DUCKDB)
