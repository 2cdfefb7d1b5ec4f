#include "pages/feed_routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/json.hpp"
#include "pages/answer.hpp"
#include "pages/conversation.hpp"
#include "pages/dates.hpp"
#include "pages/note_pages.hpp"
#include "pages/page.hpp"
#include "pages/reader.hpp"
#include "pages/syndication.hpp"
#include "pages/templates.hpp"
#include "staff/institution.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"
#include "store/public_notes.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::pages {
namespace {

using net::Request;
using net::Response;

constexpr std::size_t kEntries = 30;
constexpr std::size_t kLookedThrough = 200;  // for entries in one language
constexpr std::size_t kTitle = 90;           // bytes
constexpr int kEmbedWidth = 550;             // pixels, unless less is asked for
constexpr std::size_t kMostUrl = 2'048;

struct Format {
  std::string_view ending;
  std::string_view type;
  std::string (*write)(const Feed&);
};
constexpr std::array<Format, 3> kFormats{{{".xml", "application/rss+xml; charset=utf-8", rss},
                                          {".atom", "application/atom+xml; charset=utf-8", atom},
                                          {".json", "application/feed+json; charset=utf-8", json_feed}}};

std::string title_of(std::string_view plain) {
  const auto line = plain.substr(0, plain.find('\n'));
  if (line.size() <= kTitle) return std::string(line);
  const auto cut = text::cut_at_character(line, kTitle);
  const auto space = cut.rfind(' ');
  return std::string(cut.substr(0, space == std::string_view::npos ? cut.size() : space)) + "…";
}

// Pictures and a poll are not in a note's text; a reader of feeds has no other place for them.
std::string whole_html(const Reader& reader, const activity::Note& note, const Text& text) {
  std::string html;
  if (!text.warning.empty()) html += "<p><strong>" + text::escape_html(text.warning) + "</strong></p>";
  html += text.content;
  if (note.parts.question) {
    html += "<ul>";
    for (const auto& option : note.parts.question->options) html += "<li>" + text::escape_html(option.name) + "</li>";
    html += "</ul>";
  }
  for (const auto& picture : note.parts.attachments) {
    html += "<p><img src=\"" + text::escape_html(picture.url) + "\" alt=\"" +
            text::escape_html(alt_for(reader, picture)) + "\"></p>";
  }
  return html;
}

// What is answered with scripts of other origins too.
void open_to_all(Response& response) {
  response.headers.add("Access-Control-Allow-Origin", "*");
}

Response refusal(Errc code, std::string hint) {
  auto response = Response::of({code, hint, hint});
  open_to_all(response);
  return response;
}

class FeedAnswers {
 public:
  explicit FeedAnswers(const Services& services)
      : store_(services.store), site_(services.site), cache_(services.cache) {}

  // Of all accounts.
  Response of_all(const Request& request, const Format& format) const {
    return kept(request, "/feed" + std::string(format.ending), format, {});
  }

  // "/feed/press.xml"
  Response of_one(const Request& request) const {
    const auto file = request.param("file");
    for (const auto& format : kFormats) {
      if (!file.ends_with(format.ending)) continue;
      const auto name = file.substr(0, file.size() - format.ending.size());
      const auto account =
          store_.read([&](store::Snapshot& snapshot) { return store::account_by_name(snapshot, name); });
      if (account) return kept(request, "/feed/" + std::string(file), format, account);
    }
    return refusal(Errc::NotFound, "no such feed: write /feed/NAME.xml, .atom or .json");
  }

  Response oembed(const Request& request) const {
    if (request.query_param("format").value_or("json") != "json") {
      auto response = refusal(Errc::Invalid, "format: json alone is given here");
      response.status = 501;  // as oEmbed 1.0 section 2.3.4.2 has it
      return response;
    }
    const auto url = request.query_param("url").value_or("");
    if (url.empty() || url.size() > kMostUrl) return refusal(Errc::Malformed, "url: write the address of a post");
    const auto id = site_.addresses().note_in(url.substr(0, url.find_first_of("?#")));
    return store_.read([&](store::Snapshot& snapshot) {
      const auto note = id ? store::note_by_id(snapshot, *id) : std::nullopt;
      if (!note || !note->account || !is_public(*note)) return refusal(Errc::NotFound, "url: no post of ours");
      if (note->deleted) return refusal(Errc::Gone, "url: the post was deleted");
      return embedded(request, snapshot, *note);
    });
  }

 private:
  Response kept(const Request& request, const std::string& path, const Format& format,
                const std::optional<activity::Account>& account) const {
    // Of the reader only what the address says: a feed is fetched by a machine, for whoever reads it.
    auto reader = reader_of(request, "");
    reader.wanted.resize(std::min<std::size_t>(reader.wanted.size(), reader.chosen.empty() ? 0 : 1));
    const auto key = path + " lang " + reader.chosen;
    return cache_.answer(request, key, [&] {
      const auto feed =
          store_.read([&](store::Snapshot& snapshot) { return read_feed(snapshot, reader, path, account); });
      auto response = document(format.type, format.write(feed));
      response.headers.add("Cache-Control", "public, max-age=60");
      response.headers.add("Vary", "Accept-Encoding");
      open_to_all(response);
      return response;
    });
  }

  Feed read_feed(store::Snapshot& snapshot, const Reader& reader, const std::string& path,
                 const std::optional<activity::Account>& account) const {
    const auto& addresses = site_.addresses();
    const auto institution = staff::institution(snapshot);
    Feed feed;
    feed.title = account ? account->display_name : institution ? institution->name : "Chancery";
    feed.description = account ? account->summary : feed.title;
    feed.language = !reader.chosen.empty() ? reader.chosen : account ? account->language : "";
    feed.page_url = addresses.base() + reader.path(account ? "/@" + account->name : "/").text();
    feed.self_url = addresses.base() + reader.path(path).text();
    if (account) feed.updated = account->created_at;
    const store::NoteRange range{.before = {}, .after = {}, .limit = reader.chosen.empty() ? kEntries : kLookedThrough};
    const auto notes =
        account ? store::public_notes_of(snapshot, account->id, range) : store::public_notes(snapshot, range);
    std::map<std::int64_t, std::optional<activity::Account>> authors;
    for (const auto& note : notes) {
      const auto text = text_for(reader, note);
      const bool speaks_it = reader.chosen.empty() || primary_subtag(text.language) == primary_subtag(reader.chosen);
      if (!speaks_it || feed.entries.size() == kEntries) continue;
      auto& author = authors[note.account.value];
      if (!author) author = store::account_by_id(snapshot, note.account);
      if (!author) continue;
      feed.entries.push_back(entry(reader, thread_around(snapshot, note), *author));
      feed.updated = std::max(feed.updated, feed.entries.back().updated);
    }
    return feed;
  }

  // A thread is one entry: its parts in order.
  FeedEntry entry(const Reader& reader, std::span<const activity::Note> thread, const activity::Account& author) const {
    const auto& note = thread.front();
    const auto text = text_for(reader, note);
    FeedEntry entry;
    entry.id = note.uri;
    entry.url = site_.addresses().base() + reader.path("/notes/" + note.id.text()).text();
    entry.title = title_of(text.warning.empty() ? text::to_plain(text.content) : std::string(text.warning));
    if (text.language != "und") entry.language = text.language;
    entry.warning = text.warning;
    entry.author = author.display_name;
    entry.author_url = site_.addresses().page(author.name);
    entry.published = note.published;
    for (const auto& part : thread) add_part(entry, reader, part);
    return entry;
  }

  static void add_part(FeedEntry& entry, const Reader& reader, const activity::Note& part) {
    entry.html += whole_html(reader, part, text_for(reader, part));
    entry.updated = std::max({entry.updated, part.published, part.updated});
    for (const auto& tag : part.parts.hashtags) {
      if (std::ranges::find(entry.tags, tag) == entry.tags.end()) entry.tags.push_back(tag);
    }
    for (const auto& picture : part.parts.attachments) {
      entry.pictures.push_back(
          {picture.url, picture.media_type, std::string(alt_for(reader, picture)), picture.width, picture.height});
    }
  }

  Response embedded(const Request& request, store::Snapshot& snapshot, const activity::Note& note) const {
    const auto& addresses = site_.addresses();
    const auto frame = frame_for(request, snapshot, site_);
    const auto author = store::account_by_id(snapshot, note.account);
    if (!author) return refusal(Errc::NotFound, "url: no post of ours");
    const auto text = text_for(frame.reader, note);
    View view;
    view.set("note_url", *Url::of(note.uri))
        .set("tag", text.language == "und" ? "" : text.language)
        .set("text_direction", direction_of(text.language))
        .set("warning", text.warning)
        .set("words_html", sanitised_wording({std::string(text.language), std::string(text.content)}))
        .set("author", author->display_name)
        .set("acct", addresses.acct(author->name))
        .set("when", rfc3339_seconds(note.published))
        .set("when_shown", shown_time(note.published, frame.labels));
    int width = kEmbedWidth;
    if (const auto most = request.query_param("maxwidth")) {
      int asked = 0;
      std::from_chars(most->data(), most->data() + most->size(), asked);
      if (asked > 0) width = std::min(width, asked);
    }
    const json::Object object{{"version", "1.0"},
                              {"type", "rich"},
                              {"title", title_of(text::to_plain(text.content))},
                              {"author_name", author->display_name},
                              {"author_url", addresses.page(author->name)},
                              {"provider_name", frame.ministry},
                              {"provider_url", addresses.base() + "/"},
                              {"cache_age", 3'600},
                              {"html", render(templates::embed(), view).text()},
                              {"width", width},
                              {"height", nullptr}};
    auto response = document("application/json; charset=utf-8", boost::json::serialize(object));
    response.headers.add("Cache-Control", "no-cache");
    response.headers.add("Vary", "Accept-Language, Accept-Encoding");
    open_to_all(response);
    return for_reader(request, std::move(response));
  }

  store::Store& store_;
  const Site& site_;
  PageCache& cache_;
};

}  // namespace

void add_feed_routes(net::Router& router, const Services& services) {
  const auto feeds = std::make_shared<const FeedAnswers>(services);  // shared by the handlers
  for (const auto& format : kFormats) {
    router.add(net::Method::Get, "/feed" + std::string(format.ending),
               [feeds, &format](const Request& request) { return feeds->of_all(request, format); });
  }
  router.add(net::Method::Get, "/feed/{file}", [feeds](const Request& request) { return feeds->of_one(request); });
  router.add(net::Method::Get, "/api/public/oembed",
             [feeds](const Request& request) { return feeds->oembed(request); });
}

}  // namespace chancery::pages
