"""Parts of forms that several DAGs share."""

from __future__ import annotations

from airflow.sdk import Param

REPROCESS = {
    "select_by": Param(
        "stored",
        type="string",
        enum=["stored", "published"],
        title="Select by",
        description="stored: when the page was stored. published: the article's own date.",
    ),
    "months": Param(
        False,
        type="boolean",
        title="Months that are touched",
        description="Where selected by the article's own date: also texts of which only month or year is known, if the "
        "interval touches it. Otherwise only where it holds the whole of it.",
    ),
    "source": Param(
        None, type=["null", "string"], title="Source", description="The name of one source. Empty: of all."
    ),
    "language": Param(
        None,
        type=["null", "string"],
        pattern="^[a-z]{2,3}$",
        title="Language",
        description="Only articles that are tagged with this code. Empty: of all.",
    ),
    "rule": Param(
        None,
        type=["null", "string"],
        title="Rule",
        description="Only articles that this rule cut, as news.removal names it, such as pl.video.below. Empty: all.",
    ),
    "older": Param(
        [],
        type="array",
        items={"type": "string", "enum": ["extractor", "ruleset", "lines", "tagger"]},
        examples=["extractor", "ruleset", "lines", "tagger"],
        title="Only what is older",
        description="Only articles whose version was made by another extractor, ruleset, set of learned lines or "
        "tagger of languages than today's, in one of those chosen. None chosen: all.",
    ),
}
