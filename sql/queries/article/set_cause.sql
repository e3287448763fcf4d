-- Why versions are replaced in this transaction, for the trigger news.keep_version.
SELECT set_config('wireroom.cause', %(cause)s, TRUE) AS cause
