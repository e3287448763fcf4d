"""A message reaches a webhook or a mailbox, past the same guard as every request; a failure is a sentence."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from loopback import redirect, reply
from served import served
from wireroom.errors import BadSetting
from wireroom.fetch.messages import send
from wireroom.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Generator

FACTS = {"dag_id": "poll_feeds"}


def test_a_webhook_is_given_the_words_and_the_facts() -> None:
    with served({"/hook/sesame": reply(b"ok", 200)}) as server:
        settings = Settings(
            notify=server.url("/hook/sesame"), fetch_allow_loopback=f"127.0.0.1:{server.port}", contact="a@b.example"
        )

        said = send(settings, "It failed", "because", FACTS)

        (request,) = server.requests
    assert said is None
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/json"
    assert int(request.headers["content-length"]) == len(b'{"text": "It failed\\nbecause", "dag_id": "poll_feeds"}')
    assert "a@b.example" in request.headers["user-agent"]


def test_nobody_named_means_nothing_is_sent() -> None:
    assert send(Settings(), "It failed", "because", FACTS) is None


def test_a_webhook_passes_the_guard_like_every_other_address() -> None:
    with served({"*": reply(b"ok")}) as server:
        said = send(Settings(notify=server.url("/sesame")), "It failed", "because", FACTS)

        assert server.connections == 0
    assert said
    assert "sesame" not in said


def test_what_goes_wrong_is_a_sentence_without_the_secret_path() -> None:
    with served({"/no/sesame": reply(b"", 403), "/moved": redirect("/no/sesame")}) as server:
        allowed = f"127.0.0.1:{server.port}"
        refused = send(
            Settings(notify=server.url("/no/sesame"), fetch_allow_loopback=allowed), "It failed", "because", FACTS
        )
        moved = send(Settings(notify=server.url("/moved"), fetch_allow_loopback=allowed), "It failed", "because", FACTS)
        asked = len(server.requests)
    closed = send(
        Settings(notify="http://127.0.0.1:9/sesame", fetch_allow_loopback="127.0.0.1:9"), "It failed", "why", FACTS
    )

    assert "403" in str(refused)
    assert "302" in str(moved)
    assert asked == 2
    assert "connect" in str(closed)
    assert not any("sesame" in str(said) for said in (refused, moved, closed))


def test_an_address_of_no_kind_is_refused() -> None:
    with pytest.raises(BadSetting, match="mailto"):
        send(Settings(notify="pager 5"), "It failed", "because", FACTS)
    with pytest.raises(BadSetting, match="mail address"):
        send(Settings(notify="mailto:nobody"), "It failed", "because", FACTS)


@contextmanager
def mailbox() -> Generator[tuple[int, list[str]]]:
    """A mail server that takes one mail; its port and the lines it heard."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            wire, _ = listening.accept()
            with wire, wire.makefile("rwb") as lines:

                def say(text: bytes) -> None:
                    lines.write(text + b"\r\n")
                    lines.flush()

                say(b"220 hello")
                in_data = False
                while line := lines.readline():
                    heard.append(line.decode().rstrip())
                    if in_data:
                        in_data = heard[-1] != "."
                        if not in_data:
                            say(b"250 taken")
                    elif heard[-1] == "data":
                        in_data = True
                        say(b"354 go on")
                    elif heard[-1].upper() == "QUIT":
                        say(b"221 bye")
                        return
                    else:
                        say(b"250 ok")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], heard
        thread.join(10)


def test_a_mail_reaches_its_mailbox() -> None:
    with mailbox() as (port, heard):
        settings = Settings(notify="mailto:desk@bay.example", notify_smtp=f"smtp://127.0.0.1:{port}")

        said = send(settings, "It failed\r\nBcc: all@bay.example", "because", FACTS)

    assert said is None
    assert "rcpt TO:<desk@bay.example>" in heard
    assert not any(line.startswith("Bcc") for line in heard)
    assert "because" in heard


def test_a_mail_server_that_is_not_there_is_a_sentence() -> None:
    settings = Settings(notify="mailto:desk@bay.example", notify_smtp="smtp://me:sesame@127.0.0.1:9")

    said = send(settings, "It failed", "because", FACTS)

    assert "127.0.0.1 did not take it" in str(said)
    assert "sesame" not in str(said)
