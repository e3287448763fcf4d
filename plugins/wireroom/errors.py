"""What can stop a task.

    WireroomError
    ├── TransientError        heals by itself: Airflow retries
    │   ├── WarehouseGone
    │   ├── WarehouseBusy
    │   ├── NetworkDown
    │   └── ClaimsHeld
    └── PermanentError        needs a person: Airflow fails at once
        ├── BadSetting
        ├── SchemaBehind
        ├── SchemaAhead
        ├── MigrationEdited
        ├── MigrationFailed
        ├── ServerTooOld
        ├── PollRefused
        ├── FeedRefused
        ├── PollingLate
        ├── DiskLow
        ├── UpkeepFailed
        ├── IntervalRefused
        ├── SeedPathRefused
        ├── PastRefused
        ├── BackfillFailed
        ├── DemoRefused
        ├── NoticesRefused
        ├── OverrideRefused
        ├── QueryRefused
        ├── ExportRefused
        ├── CorpusRefused
        ├── RestrictionRefused
        ├── TakedownRefused
        ├── AnalystRefused
        ├── AnalystUnstoppable
        ├── DataCheckFailed
        └── LocalError        the one-machine setup cannot go on

An entry that cannot be kept is not an error but a `Rejection`, see model.py.
"""

#: What a mistake in our code raises. Where many things are worked on it ends the one that brought it out, not the task.
MISTAKES = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError)


class WireroomError(Exception):
    """Something in Wireroom went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__)


class TransientError(WireroomError):
    """A cause that heals by itself: try again later."""


class PermanentError(WireroomError):
    """A cause that needs a person."""


class WarehouseGone(TransientError):
    """The warehouse cannot be reached or went away."""


class WarehouseBusy(TransientError):
    """Somebody else has held for too long what is needed for a moment."""


class NetworkDown(TransientError):
    """Most fetches fail, on many sites at once: the cause is on our side, and nothing more is claimed."""


class ClaimsHeld(TransientError):
    """Claiming is stopped, see ops.hold: when that is over, clear the task to go on where it stopped."""


class BadSetting(PermanentError):
    """A setting cannot be used."""


class SchemaBehind(PermanentError):
    """The warehouse schema is older than this code: run `make migrate`."""


class SchemaAhead(PermanentError):
    """The warehouse schema is newer than this code: update the checkout."""


class MigrationEdited(PermanentError):
    """A migration was changed after it had been applied: restore it and write a new one."""


class MigrationFailed(PermanentError):
    """A migration did not apply; the warehouse is as it was before."""


class ServerTooOld(PermanentError):
    """The warehouse server is older than PostgreSQL 15."""


class PollRefused(PermanentError):
    """The warehouse would not take what a feed announced; the feed is noted as unparsable."""


class FeedRefused(PermanentError):
    """What was said of a feed cannot be registered."""


class PollingLate(PermanentError):
    """Feeds have been due for longer than the deadline: is poll_feeds running?"""


class DiskLow(PermanentError):
    """The disk runs full: nothing is polled, fetched or read from files until there is space again."""


class UpkeepFailed(PermanentError):
    """A part of the daily upkeep did not work."""


class IntervalRefused(PermanentError):
    """The data interval of a run is empty, runs backwards or has no time zone."""


class SeedPathRefused(PermanentError):
    """The seed path does not exist or lies outside the allowed seed roots."""


class PastRefused(PermanentError):
    """What was asked of the past cannot be looked for."""


class BackfillFailed(PermanentError):
    """Too much of what a backfill is about could not be had."""


class DemoRefused(PermanentError):
    """Demo articles go only into the embedded warehouse, never into a server of your own."""


class NoticesRefused(PermanentError):
    """A notice rule of your own does not do what its examples say."""


class OverrideRefused(PermanentError):
    """What was said of an article cannot be kept."""


class QueryRefused(PermanentError):
    """The warehouse would not run a query that a person wrote, or it took too long."""


class ExportRefused(PermanentError):
    """What was asked for cannot be written to that file."""


class CorpusRefused(PermanentError):
    """A corpus cannot be frozen, found or exported."""


class RestrictionRefused(PermanentError):
    """A source cannot be restricted or released."""


class TakedownRefused(PermanentError):
    """What was said to be taken down cannot be."""


class AnalystRefused(PermanentError):
    """A login of an analyst cannot be made or removed."""


class AnalystUnstoppable(PermanentError):
    """An analyst's query has run for too long, and this login may not stop it."""


class DataCheckFailed(PermanentError):
    """A check of severity error found rows: see mart.data_check."""


class LocalError(PermanentError):
    """The one-machine setup cannot go on."""
