-- Sort what was indexed last into the index; how many of its pages that emptied.
SELECT news.flush_search() AS page_count
