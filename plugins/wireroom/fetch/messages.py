"""A message to a person: a webhook or a mail. Never raises for the sake of the other side."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import aiohttp
from yarl import URL

from wireroom.errors import BadSetting
from wireroom.fetch.addresses import refuse_url
from wireroom.fetch.blame import EXPECTED, blame
from wireroom.fetch.client import guard_of, user_agent
from wireroom.fetch.connect import connector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wireroom.settings import Settings

TIMEOUT_S = 10.0
OK_BELOW = 300


def send(settings: Settings, subject: str, text: str, facts: Mapping[str, object]) -> str | None:
    """Tell whom `settings.notify` names; why that failed, as a sentence without secrets, or None.

    A webhook gets JSON by POST: `text` (subject and text, as chat services read it) and `facts`. Its address passes
    the same guard as every other. Does nothing where nobody is named. Raises BadSetting on an address of no such kind.
    """
    to = settings.notify.strip()
    if not to:
        return None
    if to.startswith("mailto:"):
        return _mail(settings, unquote(to.removeprefix("mailto:")), subject, text)
    if not to.startswith(("https://", "http://")):
        raise BadSetting("WIREROOM_NOTIFY is neither a webhook (https://…) nor mailto:somebody@example.org")
    return asyncio.run(_post(settings, to, {"text": f"{subject}\n{text}", **facts}))


async def _post(settings: Settings, url: str, message: Mapping[str, object]) -> str | None:
    guard = guard_of(settings)
    where = urlsplit(url).hostname  # the path of a webhook is its password
    if refused := refuse_url(url, guard):
        return f"the webhook at {where} {refused}"
    try:
        async with (
            asyncio.timeout(TIMEOUT_S),
            aiohttp.ClientSession(
                connector=connector(guard),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                headers={"User-Agent": user_agent(settings.contact)},
            ) as http,
            http.post(URL(url), json=dict(message), allow_redirects=False) as answer,
        ):
            return None if answer.status < OK_BELOW else f"the webhook at {where} answered {answer.status}"
    except EXPECTED as exc:
        trouble, _ = blame(exc)
        return f"the webhook at {where} did not take it: {trouble}"


def _mail(settings: Settings, to: str, subject: str, text: str) -> str | None:
    _, address = parseaddr(to)
    server = urlsplit(settings.notify_smtp)
    if "@" not in address or server.scheme not in {"smtp", "smtps"} or not server.hostname:
        raise BadSetting("WIREROOM_NOTIFY or WIREROOM_NOTIFY_SMTP is no mail address or no smtp://host:port")
    message = EmailMessage()
    message["From"], message["To"] = f"wireroom@{server.hostname}", address
    message["Subject"] = " ".join(subject.split())
    message.set_content(text)
    try:
        with _mail_server(server.scheme, server.hostname, server.port) as smtp:
            if server.username:
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(message)
    except (OSError, smtplib.SMTPException) as exc:
        return f"the mail server {server.hostname} did not take it: {type(exc).__name__}"
    return None


def _mail_server(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    tls = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_S, context=tls)
    smtp = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_S)
    smtp.ehlo_or_helo_if_needed()
    if smtp.has_extn("starttls"):
        smtp.starttls(context=tls)
    return smtp
