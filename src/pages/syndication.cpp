#include "pages/syndication.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "pages/dates.hpp"
#include "text/html.hpp"

namespace chancery::pages {
namespace {

constexpr std::string_view kProlog = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

// U+FFFE and U+FFFF, as UTF-8.
bool is_noncharacter(std::string_view three) {
  return three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF";
}

// An element with a text; nothing for an empty one.
std::string element(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  std::string out = "<";
  out.append(name).append(">").append(xml_text(text)).append("</").append(name).append(">\n");
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  std::string out = " ";
  return out.append(name).append("=\"").append(xml_text(value)).append("\"");
}

std::string number(std::string_view name, int value) {
  return value > 0 ? attribute(name, std::to_string(value)) : std::string();
}

std::string rss_item(const FeedEntry& entry) {
  std::string out = "<item>\n";
  out += element("title", entry.title);
  out += element("link", entry.url);
  out += "<guid isPermaLink=\"false\">" + xml_text(entry.id) + "</guid>\n";
  out += element("pubDate", rfc822(entry.published));
  out += element("dc:creator", entry.author);
  out += element("dc:language", entry.language);
  out += element("description", entry.html);
  for (const auto& tag : entry.tags) out += element("category", tag);
  for (const auto& picture : entry.pictures) {
    // RSS 2.0 wants a length and takes one enclosure; 0 says that it is not known.
    if (&picture == &entry.pictures.front()) {
      out += "<enclosure" + attribute("url", picture.url) + " length=\"0\"" + attribute("type", picture.type) + "/>\n";
    }
    out += "<media:content" + attribute("url", picture.url) + attribute("type", picture.type) + " medium=\"image\"" +
           number("width", picture.width) + number("height", picture.height) + ">";
    if (!picture.alt.empty()) {
      out += "<media:description type=\"plain\">" + xml_text(picture.alt) + "</media:description>";
    }
    out += "</media:content>\n";
  }
  return out + "</item>\n";
}

std::string atom_entry(const FeedEntry& entry) {
  std::string out = "<entry" + attribute("xml:lang", entry.language) + ">\n";
  out += element("id", entry.id);
  out += "<title>" + xml_text(entry.title) + "</title>\n";
  out += "<link rel=\"alternate\" type=\"text/html\"" + attribute("href", entry.url) + "/>\n";
  out += element("published", rfc3339_seconds(entry.published));
  out += element("updated", rfc3339_seconds(entry.updated));
  out += "<author>" + element("name", entry.author) + element("uri", entry.author_url) + "</author>\n";
  out += element("summary", entry.warning);
  for (const auto& tag : entry.tags) out += "<category" + attribute("term", tag) + "/>\n";
  for (const auto& picture : entry.pictures) {
    out += "<link rel=\"enclosure\"" + attribute("type", picture.type) + attribute("title", picture.alt) +
           attribute("href", picture.url) + "/>\n";
  }
  out += "<content type=\"html\">" + xml_text(entry.html) + "</content>\n";
  return out + "</entry>\n";
}

json::Object json_item(const FeedEntry& entry) {
  json::Object item{{"id", entry.id},
                    {"url", entry.url},
                    {"content_html", entry.html},
                    {"date_published", rfc3339_seconds(entry.published)},
                    {"authors", json::Array{json::Object{{"name", entry.author}, {"url", entry.author_url}}}}};
  if (!entry.title.empty()) item["title"] = entry.title;
  if (!entry.language.empty()) item["language"] = entry.language;
  if (!entry.warning.empty()) item["summary"] = entry.warning;
  if (entry.updated > entry.published) item["date_modified"] = rfc3339_seconds(entry.updated);
  if (!entry.tags.empty()) item["tags"] = json::Array(entry.tags.begin(), entry.tags.end());
  json::Array attachments;
  for (const auto& picture : entry.pictures) {
    json::Object attachment{{"url", picture.url}, {"mime_type", picture.type}};
    if (!picture.alt.empty()) attachment["title"] = picture.alt;
    attachments.emplace_back(std::move(attachment));
  }
  if (!attachments.empty()) {
    item["image"] = entry.pictures.front().url;
    item["attachments"] = std::move(attachments);
  }
  return item;
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') continue;
    if (byte == 0xEF && is_noncharacter(text.substr(i, 3))) {
      i += 2;
      continue;
    }
    clean += text[i];
  }
  return text::escape_html(clean);
}

std::string rss(const Feed& feed) {
  std::string out(kProlog);
  out +=
      "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n";
  out += element("title", feed.title);
  out += element("link", feed.page_url);
  out += "<description>" + xml_text(feed.description) + "</description>\n";
  out += element("language", feed.language);
  out += element("lastBuildDate", rfc822(feed.updated));
  out += "<atom:link rel=\"self\" type=\"application/rss+xml\"" + attribute("href", feed.self_url) + "/>\n";
  for (const auto& entry : feed.entries) out += rss_item(entry);
  return out + "</channel>\n</rss>\n";
}

std::string atom(const Feed& feed) {
  std::string out(kProlog);
  out += "<feed xmlns=\"http://www.w3.org/2005/Atom\"" + attribute("xml:lang", feed.language) + ">\n";
  out += element("id", feed.self_url);
  out += element("title", feed.title);
  out += element("subtitle", feed.description);
  out += element("updated", rfc3339_seconds(feed.updated));
  out += "<link rel=\"self\" type=\"application/atom+xml\"" + attribute("href", feed.self_url) + "/>\n";
  out += "<link rel=\"alternate\" type=\"text/html\"" + attribute("href", feed.page_url) + "/>\n";
  for (const auto& entry : feed.entries) out += atom_entry(entry);
  return out + "</feed>\n";
}

std::string json_feed(const Feed& feed) {
  json::Array items;
  for (const auto& entry : feed.entries) items.emplace_back(json_item(entry));
  json::Object object{{"version", "https://jsonfeed.org/version/1.1"},
                      {"title", feed.title},
                      {"home_page_url", feed.page_url},
                      {"feed_url", feed.self_url}};
  if (!feed.description.empty()) object["description"] = feed.description;
  if (!feed.language.empty()) object["language"] = feed.language;
  object["items"] = std::move(items);
  return boost::json::serialize(object);
}

}  // namespace chancery::pages
