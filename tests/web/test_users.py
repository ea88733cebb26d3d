"""The file of users: passwords are kept hashed, and a changed file counts at once."""

import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbm_qa.errors import UsageError
from cbm_qa.web import users as module
from cbm_qa.web.users import Users, add_user, hash_password, matches, read_users


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The same method, cheap: what is tested is not how slow it is."""
    monkeypatch.setattr(module, "_N", 2**4)
    monkeypatch.setattr(module, "_P", 1)


def test_a_user_is_let_in_by_the_password_only(tmp_path):
    file = tmp_path / "new" / "users"
    add_user(file, "ann", "correct horse")
    add_user(file, "Жанар", "пароль-пароль")
    users = Users(file)
    assert users.check("ann", "correct horse")
    assert users.check("Жанар", "пароль-пароль")
    assert not users.check("ann", "correct horsE")
    assert not users.check("ann", "")
    assert not users.check("nobody", "correct horse")


def test_the_file_holds_no_password_and_is_its_owners(tmp_path):
    file = tmp_path / "users"
    add_user(file, "ann", "correct horse")
    assert "correct" not in file.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert hash_password("correct horse") != hash_password("correct horse")


def test_a_changed_password_and_a_removed_user_count_at_once(tmp_path):
    file = tmp_path / "users"
    add_user(file, "ann", "correct horse")
    users = Users(file)
    assert users.check("ann", "correct horse")
    add_user(file, "ann", "another horse entirely")
    assert not users.check("ann", "correct horse")
    assert users.check("ann", "another horse entirely")
    file.unlink()
    assert not users.check("ann", "another horse entirely")


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_a_hash_matches_its_password_alone(one, other):
    stored = hash_password(one)
    assert matches(one, stored)
    assert matches(other, stored) == (one == other)


@pytest.mark.parametrize(
    "stored", ["", "x", "scrypt$1$2", "scrypt$a$b$c$d$e", "plain$1$1$1$00$00", "scrypt$3$1$1$00$00"]
)
def test_nothing_matches_what_is_no_hash(stored):
    assert not matches("", stored)
    assert not matches("x", stored)


@pytest.mark.parametrize(
    ("name", "password"),
    [("a:b", "long enough"), ("", "long enough"), ("a b", "long enough"), ("ann", "short")],
)
def test_names_and_passwords_that_will_not_do(tmp_path, name, password):
    with pytest.raises(UsageError):
        add_user(tmp_path / "users", name, password)
    assert not (tmp_path / "users").exists()


@pytest.mark.parametrize("text", ["ann:secret\n", "ann\n", "ann:scrypt$x\n", ":scrypt$1$1$1$00$00\n"])
def test_a_file_with_something_else_is_named_with_the_line(tmp_path, text):
    file = tmp_path / "users"
    file.write_text(f"# who\n\n{text}")
    with pytest.raises(UsageError, match="line 3"):
        read_users(file)
