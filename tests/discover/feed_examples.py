"""Feeds in every format, written for the tests."""

from __future__ import annotations

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
  <title>Harbour Gazette</title><link>https://harbour.example/</link><language>en-gb</language>
  <atom:link rel="self" href="https://harbour.example/feed"/><atom:link rel="hub" href="https://hub.example/"/>
  <ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
  <skipHours><hour>0</hour><hour>1</hour></skipHours><skipDays><day>Sunday</day></skipDays>
  <item>
    <title>Ferry &amp;amp; bridge reopen, 5 &lt; 6 say &lt;b&gt;engineers&lt;/b&gt;</title>
    <link>
      /news/ferry?utm_source=rss </link>
    <guid isPermaLink="false">gazette-17</guid>
    <pubDate>Fri, 20 Nov 2026 08:15:00 +0100</pubDate>
    <description>&lt;p&gt;The crossing opened.&lt;/p&gt;&lt;script&gt;track()&lt;/script&gt;</description>
    <dc:creator>Ada Holm</dc:creator><category>Transport</category><category>Transport</category>
    <enclosure url="https://harbour.example/f.jpg" type="image/jpeg" length="1234"/>
  </item>
  <item><title>Market moves</title><guid>https://harbour.example/news/market</guid></item>
  <item><title>Odd guid</title><guid>abc</guid></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fi">
  <title>Saariston Sanomat</title><id>tag:saari.example,2026:feed</id>
  <link rel="alternate" href="https://saari.example/"/><link rel="next" href="/feed?page=2"/>
  <entry xml:base="https://saari.example/uutiset/">
    <id>tag:saari.example,2026:1</id><title>How to use &lt;em&gt; well</title>
    <link rel="replies" href="1/replies"/><link href="1"/>
    <published>2026-11-20T08:15:00Z</published><updated>2026-11-20T09:00:00Z</updated>
    <author><name>Aino Salo</name></author><summary>Lyhyt kuvaus.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Koko teksti.</p></div></content>
  </entry>
  <entry xml:lang="sv"><id>tag:saari.example,2026:2</id><title type="html">Hamnen &lt;i&gt;öppnar&lt;/i&gt;</title>
    <link href="https://saari.example/sv/2"/><updated>2026-11-19T09:00:00Z</updated></entry>
</feed>"""

RDF = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://minato.example/"><title>港の新聞</title><link>https://minato.example/</link>
  <dc:language>ja</dc:language></channel>
<item rdf:about="https://minato.example/1"><title>橋が開通した</title><link>https://minato.example/1</link>
  <dc:date>2026-11-20T08:15:00+09:00</dc:date></item>
</rdf:RDF>"""

JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Puerto Diario", "language": "es",
 "home_page_url": "https://puerto.example/", "feed_url": "https://puerto.example/feed.json",
 "hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "authors": [{"name": "Redacción"}],
 "items": [
  {"id": 7, "url": "/noticias/7", "title": "El puente abre", "content_html": "<p>Texto completo.</p>",
   "date_published": "2026-11-20T08:15:00-03:00", "tags": ["puente"],
   "attachments": [{"url": "https://puerto.example/7.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 99}]},
  {"id": "https://puerto.example/8", "content_text": "Primera línea\\nSegunda < línea", "author": {"name": "Eva"}},
  "no es un objeto"]}"""

NEWS_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://limani.example/1</loc><news:news><news:publication><news:name>Liman Postası</news:name>
  <news:language>tr</news:language></news:publication><news:publication_date>2026-11-20T08:15+03:00</news:publication_date>
  <news:title>Köprü açıldı</news:title><news:keywords>köprü, ulaşım</news:keywords></news:news></url>
<url><loc>https://limani.example/2</loc><lastmod>2026-11-19</lastmod></url></urlset>"""

SITEMAP_INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://limani.example/news.xml</loc><lastmod>2026-11-20</lastmod></sitemap></sitemapindex>"""

PAGE = """<!doctype html><html><head><title>Harbour Gazette</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/rss+xml" title="News" href="/feed">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/3"></head><body>Hello</body></html>"""


def rss_of(items: str, *, encoding: str = "utf-8", declared: str | None = None) -> bytes:
    """An RSS document around `items`, in `encoding`, declared as `declared`."""
    declaration = f' encoding="{declared or encoding}"'
    text = f'<?xml version="1.0"{declaration}?>\n<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
    return text.encode(encoding)
