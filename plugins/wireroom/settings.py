"""All that the environment may say. Read once at the edge (DAG glue, CLI); nobody else reads the environment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "WIREROOM_"
CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting is the environment variable WIREROOM_<NAME>, with the value that holds when it is silent."""

    home: str = ""  # where the embedded Postgres, logs and secrets live; empty: .wireroom in the checkout
    database_url: str = ""  # the warehouse, postgresql://user:password@host:port/name; empty: the embedded Postgres
    database_url_file: str = ""  # a file holding the same, for secrets mounted as files
    airflow_database_url: str = ""  # Airflow's metadata database; empty: a second database in the embedded Postgres
    airflow_database_url_file: str = ""  # a file holding the same

    postgres_port: int = 5499  # the embedded Postgres, loopback only
    postgres_os_user: str = ""  # as root: the account Postgres runs under; empty: postgres, else nobody
    web_port: int = 8080  # Airflow's UI and API, loopback only
    scheduler_health_port: int = 8974  # loopback only
    triggerer_log_port: int = 8794  # loopback only
    worker_log_port: int = 8793  # loopback only
    parallelism: int = 8  # Airflow tasks at a time

    seed_roots: str = ""  # directories seeds may be read from, separated by ":"; empty: seeds in the checkout
    seed_roots_file: str = ""  # more of them, one a line; `make up SEEDS=dir` adds to it; empty: <home>/seed_roots
    seed_batch_files: int = 200  # files in one claim
    seed_batch_bytes: int = 32_000_000  # bytes in one claim, unless one file is larger
    seed_lease_s: int = 120  # a claim not renewed for so long may be taken over
    seed_settle_s: int = 5  # the sweep leaves files alone that changed so recently: somebody may still be writing

    max_page_bytes: int = 10_000_000  # one document; larger ones are rejected
    max_member_ratio: int = 200  # an archive member that unpacks to more than so many times its size is a bomb
    max_archive_bytes: int = 20_000_000_000  # what one archive may unpack to
    min_text_characters: int = 200  # a shorter text is rejected as too short
    read_workers: int = 0  # processes that read pages; 0: one per core
    read_timeout_s: float = 30.0  # one page may take so long to read
    load_batch: int = 200  # articles in one transaction

    production: bool = False  # refuses what is for development only, such as fetch_allow_loopback
    fetch_allow_loopback: str = ""  # development: loopback that may be fetched, 127.0.0.1:19100, *.test=127.0.0.1:19100
    fetch_ports: str = "80,443,8080,8443"  # ports that may be asked beyond loopback
    fetch_feed_timeout_s: float = 30.0  # one feed, redirects and body included
    fetch_page_timeout_s: float = 60.0  # one page, redirects and body included
    fetch_connect_timeout_s: float = 10.0  # one connection
    fetch_idle_timeout_s: float = 15.0  # a server may be silent for so long
    fetch_connections: int = 200  # open at a time in one process
    fetch_max_feed_bytes: int = 5_000_000  # a feed as it travels; a page as it travels: max_page_bytes
    fetch_max_decoded_bytes: int = 15_000_000  # a body when decompressed
    fetch_max_ratio: int = 100  # a body that unpacks to more than so many times its size is a bomb
    fetch_per_host: int = 2  # requests at a time to one host and to one registered domain
    fetch_host_gap_s: float = 5.0  # between the starts of two requests to one host
    fetch_domain_gap_s: float = 5.0  # the same for one registered domain, which a platform's many hosts share
    fetch_retry_after_s: float = 600.0  # how long a host is left alone after 429 without Retry-After
    fetch_retry_after_max_s: float = 86_400.0  # no Retry-After is obeyed for longer
    fetch_crawl_delay_max_s: float = 120.0  # no Crawl-delay is obeyed beyond
    fetch_robots_age_s: float = 86_400.0  # robots.txt is asked for again after so long
    fetch_robots_gone_s: float = 2_592_000.0  # robots.txt out of reach for so long counts as absent
    fetch_unconditional_s: float = 604_800.0  # one poll without validators after so long, to catch those that lie
    fetch_gone_confirm_s: float = 86_400.0  # 410 is believed when it is said again after so long

    notices_dir: str = ""  # a directory of your own notice rules, *.toml; see plugins/wireroom/read/notices/README.md
    poll_concurrency: int = 100  # feeds polled at a time by one task
    poll_lease_s: int = 120  # a feed whose poller is gone is free after so long
    poll_parsers: int = 0  # processes that parse feeds; 0: one per core
    poll_parse_timeout_s: float = (
        10.0  # one feed may take so long to parse: CPU time, or six times as long by the clock
    )
    ingest_shards: int = 1  # tasks that share the queue of pages; each reads on every core of its machine
    ingest_sites: int = 60  # registered domains one task fetches from at a time
    ingest_per_site: int = 8  # pages of one of them in one claim: no site may fill the queue
    ingest_lease_s: int = 120  # a site whose fetcher is gone is free after so long
    ingest_flush_s: float = 2.0  # fetched pages wait at most so long for more to be read with
    ingest_give_up_s: float = 1_209_600.0  # an entry that has failed for so long is rejected
    ingest_breaker_hosts: int = 20  # the breaker looks at the latest answer of so many hosts
    ingest_breaker_share: float = 0.8  # and stops the task where more than this share of them failed
    backfill_daily: bool = False  # by the clock, look for yesterday in the sitemaps of all polled feeds
    backfill_sites: int = 30  # registered domains one backfill fetches from at a time
    backfill_pace: float = 2.0  # times the pause between two requests to a host: a turn is left to what is live
    backfill_give_up_s: float = 21_600.0  # an entry of the past that has failed for so long is rejected
    backfill_parse_timeout_s: float = 60.0  # one sitemap or archived feed may take so long: CPU time, as above
    s3_endpoint: str = ""  # of s3:// addresses of web archives, https://host or http://host:port; empty: Amazon's
    s3_region: str = ""  # of the same; empty: as the endpoint says
    s3_anonymous: bool = True  # ask without credentials; else they are those of AWS_ACCESS_KEY_ID and the like
    time_factor: float = 1.0  # development: polling, pacing and revisits run so many times faster than they should

    keep_metadata_days: int = 30  # Airflow's own records of runs and tasks
    keep_log_days: int = 30  # logs of tasks
    keep_poll_months: int = 3  # the log of polls, in whole months before this one; 0: for ever
    keep_fetch_months: int = 3  # the log of fetches; 0: for ever
    keep_entry_months: int = 0  # what feeds announced, needed to replay rejected entries; 0: for ever
    keep_page_months: int = 0  # pages as they came, needed to read them again; 0: for ever
    keep_run_days: int = 400  # tries of tasks that discovered nothing, and what checks found; 0: for ever
    least_free_bytes: int = (
        2_000_000_000  # with less space on the disk of home nothing is polled or fetched; 0: no guard
    )
    poll_deadline_s: float = 1_800.0  # a feed that has been due for so long is an alarm
    notify: str = ""  # where failed tasks are told of: a webhook, https://…, or mailto:somebody@example.org
    notify_smtp: str = "smtp://127.0.0.1:25"  # for mailto: smtp(s)://user:password@host:port
    notify_every_s: float = 3_600.0  # the same task's failures are told of at most so often

    analyst_timeout_s: float = 300.0  # statement_timeout of a login made by `wireroom analyst add`; it may set another
    analyst_most_s: float = 1_800.0  # keep_watch cancels what an analyst has been running for longer, whatever it set
    analyst_connections: int = 4  # of one analyst at a time
    analyst_work_mem: str = "64MB"  # memory of one sort or hash of an analyst's query
    analyst_temp_file_limit: str = "5GB"  # what one session of an analyst may write to the disk while it sorts

    language_plain: bool = False  # bare langid and nothing else
    contact: str = ""  # url or mail shown in the User-Agent; fetching beyond loopback refuses to start without it
    shared: str = ""  # where measuring data lies, for `make eval` and some tests

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """The settings in `env`. Raises BadSetting on an unknown WIREROOM_ name or a value of the wrong type."""
        known = {f"{PREFIX}{field.name.upper()}": field for field in fields(cls)}
        values: dict[str, object] = {}
        for name, raw in env.items():
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                msg = f"unknown setting {name}: the known ones are in .env.example"
                raise BadSetting(msg)
            field = known[name]
            values[field.name] = _parse(name, raw, type(field.default))
        return cls(**values)  # pyright: ignore[reportArgumentType]

    @property
    def home_path(self) -> Path:
        """Directory of everything that is not code."""
        return Path(self.home) if self.home else CHECKOUT / ".wireroom"

    @property
    def is_embedded(self) -> bool:
        """Is the warehouse the Postgres we start ourselves?"""
        return not (self.database_url or self.database_url_file)

    @property
    def more_seed_roots(self) -> Path:
        """The file that lists further seed roots; it need not exist."""
        return Path(self.seed_roots_file) if self.seed_roots_file else self.home_path / "seed_roots"

    @property
    def seed_root_paths(self) -> tuple[Path, ...]:
        """Directories seeds may be read from. Reads the seed roots file."""
        roots = [Path(part) for part in self.seed_roots.split(":") if part] or [CHECKOUT / "seeds"]
        if self.more_seed_roots.is_file():
            roots += [Path(line) for line in self.more_seed_roots.read_text("utf-8").splitlines() if line.strip()]
        return tuple(dict.fromkeys(root.resolve() for root in roots))

    def warehouse_url(self) -> str:
        """The warehouse URL that was set, or the empty string. Raises BadSetting on an unreadable file."""
        return self.database_url or _secret("WIREROOM_DATABASE_URL_FILE", self.database_url_file)

    def metadata_url(self) -> str:
        """The Airflow metadata URL that was set, or the empty string. Raises BadSetting on an unreadable file."""
        return self.airflow_database_url or _secret(
            "WIREROOM_AIRFLOW_DATABASE_URL_FILE", self.airflow_database_url_file
        )


def _parse(name: str, raw: str, kind: type) -> object:
    raw = raw.strip()
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}[
                raw.lower()
            ]
        return kind(raw)
    except (KeyError, ValueError) as exc:
        msg = f"{name}={raw!r} is not a {kind.__name__}"
        raise BadSetting(msg) from exc


def _secret(name: str, path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as exc:
        msg = f"{name}={path} cannot be read: {exc.strerror}"
        raise BadSetting(msg) from exc
