"""# refresh_marts.

Brings up to date what is made of many articles together, after new ones were stored. What is new or changed waits in an
outbox for each task below, so that a run costs what is new, not what is there.

**refresh_lines** counts anew which lines each source repeats in article after article, once a twentieth of its articles
is new (by hand: every source that has new ones). Lines that pass every test of
`plugins/wireroom/compare/lines.py` are *promoted* and removed from articles that come from then on, each with its row
in `news.removal`; all others wait as *candidates*. Nothing that is stored changes. `mart.learned_line` has the
evidence; `wireroom lines list`, `approve` and `reject` have the last word.

**describe_changes** works out, word by word, what each new version of an article changed, and finds correction notices:
`mart.article_version`, `mart.headline_change`, `mart.correction`.

**index_articles** brings the search index up to date with the articles that are new or changed, so that
`mart.search('...')` finds them: some ten minutes after they were stored at most while others keep coming, up to twenty
for the last of a burst. `news.language` says how each language is searched; a row changed there has its articles
indexed anew by the next run.

**relate_duplicates** finds articles whose texts are nearly the same: each new or changed one is compared with those it
shares word sequences or long sentences with. `mart.duplicate` has the pairs and why (syndicated, update, template,
wall), `mart.duplicate_group` who had a text first, `mart.copying` who copies whom. It goes on where it was stopped.

**refresh_counts** keeps when each article counts as published, and from the log of polls in which hours somebody was
looking at each feed: `mart.daily_count`, `mart.observation`, `mart.source`. The log may go, these stay.

**relate_events** (experimental) puts articles that report the same event together, across languages, by the places,
names and numbers they share and the day they name; `mart.event` and `mart.event_article` have the result with the
evidence of each link. It comes after the duplicates: copies are one voice, and walls and templates make no event.

**run_checks** comes last and looks whether the data is as it should be: the files of `sql/checks`, on articles that are
new or changed and on those found wanting before. `mart.data_check` has what they found and why they are there. A check
of severity *error* that finds anything fails the task with one sentence; a *warn* does not.

**all_well** does nothing: it is there so that a run in which anything failed is red.

**By itself:** after articles were stored and on a clock, at most every ten minutes; runs never overlap. A task that
fails holds up only what is made of its results; the next run makes up for it.

**By hand:** Trigger. There is nothing to fill in.

Safe to clear, kill and rerun at any time: articles leave the outbox in the transaction that stores what was made of
them, so a second run changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, chain, dag, task
from wireroom_airflow.edge import ARTICLES, DEFAULT_ARGS, asked, now, run_key, warehouse_url


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/10 * * * *", timezone="UTC"), assets=[ARTICLES]),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001  (Airflow reads it in UTC)
    catchup=False,
    max_active_runs=1,
    max_active_tasks=2,  # the machine has other work: what comes in goes first
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["marts"],
)
def refresh_marts() -> None:
    """One task for each thing that is made of many articles.

    What needs the results of another task follows it with the default rule, so that it is skipped where that failed;
    what only should come later follows it with `all_done`. Every task leads to all_well, which turns the run red.
    """

    @task(execution_timeout=timedelta(minutes=30), trigger_rule="all_done")
    def refresh_lines() -> dict[str, int]:
        from wireroom.jobs import lines  # noqa: PLC0415  (DAG parsing must stay light)

        return lines.refresh_lines(warehouse_url(), run_key(), now=now(), is_asked=asked()[1] == "manual")

    @task(execution_timeout=timedelta(minutes=30))
    def describe_changes() -> dict[str, int]:
        from wireroom.jobs import changes  # noqa: PLC0415

        return changes.describe_changes(warehouse_url(), run_key(), now=now(), is_asked=asked()[1] == "manual")

    @task(execution_timeout=timedelta(minutes=30))
    def index_articles() -> dict[str, int]:
        from wireroom.jobs import search  # noqa: PLC0415

        return search.index_articles(warehouse_url(), run_key(), now=now(), is_asked=asked()[1] == "manual")

    @task(execution_timeout=timedelta(minutes=30))
    def relate_duplicates() -> dict[str, int]:
        from wireroom.jobs import duplicates  # noqa: PLC0415

        return duplicates.relate_duplicates(warehouse_url(), run_key(), now=now(), is_asked=asked()[1] == "manual")

    @task(execution_timeout=timedelta(minutes=30), trigger_rule="all_done")
    def relate_events() -> dict[str, int]:
        from wireroom.jobs import events  # noqa: PLC0415

        return events.relate_events(warehouse_url(), run_key(), now=now(), is_asked=asked()[1] == "manual")

    @task(execution_timeout=timedelta(minutes=30), trigger_rule="all_done")
    def run_checks() -> dict[str, int]:
        from wireroom.jobs import checks  # noqa: PLC0415

        return checks.run_checks(warehouse_url(), run_key(), now=now(), is_asked=asked()[1] == "manual")

    @task(execution_timeout=timedelta(minutes=30), trigger_rule="all_done")
    def refresh_counts() -> dict[str, int]:
        from wireroom.jobs import counts  # noqa: PLC0415

        return counts.refresh_counts(warehouse_url(), run_key(), now=now(), is_asked=asked()[1] == "manual")

    duplicates, lines, events = relate_duplicates(), refresh_lines(), relate_events()
    chain(duplicates, [lines, events])  # copies of one article say nothing of what a source repeats
    first = [duplicates, lines, events, describe_changes(), index_articles()]
    counted = refresh_counts()
    chain(first, counted)
    checked = run_checks()
    chain([*first, counted], checked)
    [*first, counted, checked] >> EmptyOperator(task_id="all_well", trigger_rule="none_failed")  # pyright: ignore[reportUnusedExpression]


refresh_marts()
