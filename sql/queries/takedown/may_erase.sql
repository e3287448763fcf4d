-- May this login erase history? Its owner may, the role wireroom may not.
SELECT
    has_table_privilege('news.article', 'DELETE')
    AND has_table_privilege('news.removal', 'DELETE')
    AND has_table_privilege('ops.takedown', 'INSERT') AS may_erase
