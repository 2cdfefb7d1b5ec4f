#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>

#include "base/json.hpp"
#include "base/spaced.hpp"
#include "listen/figures.hpp"
#include "listen/heard_posts.hpp"
#include "listen/heard_rows.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

// Of the shown watches that matched it, each once: of another it would be a post of too few people.
std::vector<std::string> terms_of(store::Snapshot& snapshot, HeardPostId post, const std::set<WatchId>& shown) {
  std::vector<std::string> terms;
  auto query =
      store::connection(snapshot).query("SELECT terms, watch FROM heard_term WHERE heard_post = ? ORDER BY watch");
  query.bind(post);
  while (query.step()) {
    if (!shown.contains(query.id<WatchId>(1))) continue;
    const auto list = json::parse(query.text(0));
    if (!list || !list->is_array()) throw store::DamagedError("a post's terms cannot be read");
    for (const auto& term : list->as_array()) {
      if (!term.is_string()) throw store::DamagedError("a post's terms cannot be read");
      std::string text{term.as_string()};
      if (std::find(terms.begin(), terms.end(), text) == terms.end()) terms.push_back(std::move(text));
    }
  }
  return terms;
}

// Without what has no figure.
void leave_shown(HeardPost& post, const ShownLabels& labels) {
  if (!labels.languages.contains(post.language)) post.language.clear();
  std::erase_if(post.topics, [&](const auto& topic) { return !labels.topics.contains(topic); });
  std::erase_if(post.countries, [&](const auto& country) { return !labels.countries.contains(country); });
}

bool asks_for_shown(const HeardQuery& query, const ShownLabels& labels) {
  const auto shown = [](const std::string& value, const std::set<std::string>& values) {
    return value.empty() || values.contains(value);
  };
  return shown(query.language, labels.languages) && shown(query.topic, labels.topics) &&
         shown(query.country, labels.countries);
}

HeardPost read_post(const store::Query& row) {
  HeardPost post;
  post.id = row.id<HeardPostId>(0);
  post.time = row.time(1);
  post.text = row.text(2);
  post.language = row.text(3);
  post.network = parse_network(row.text(4));
  post.topics = from_between_spaces(row.text(5));
  post.countries = from_between_spaces(row.text(6));
  return post;
}

// Each word between quotes: the full-text engine's operators mean nothing inside.
std::string match_expression(const std::string& words) {
  std::string expression;
  for (const auto& word : from_between_spaces(' ' + words + ' ')) {
    std::string quoted;
    for (const char c : word) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
    expression += '"' + quoted + "\" ";
  }
  return expression;
}

// Calls `visit` for each author and post the query leaves, newest first, until it gives false.
template <class Visit>
void each_found(store::Snapshot& snapshot, Timestamp from, const HeardQuery& query, HeardPostId before, Visit visit) {
  const std::int64_t below = before ? before.value : std::numeric_limits<std::int64_t>::max();
  const auto like = [](const std::string& value) { return value.empty() ? value : ' ' + value + ' '; };
  const auto run = [&](store::Query& rows) {
    while (rows.step() && visit(rows)) {
    }
  };
  if (query.words.empty()) {
    auto rows = store::connection(snapshot).query(
        "SELECT id, at, text, language, network, topics, countries, author FROM heard_post WHERE id < ? AND at >= ?"
        " AND (? = 0 OR EXISTS (SELECT 1 FROM heard_term WHERE heard_post = id AND watch = ?))"
        " AND (? = '' OR language = ?) AND (? = '' OR instr(topics, ?) > 0) AND (? = '' OR instr(countries, ?) > 0)"
        " ORDER BY id DESC");
    rows.bind(below, from, query.watch, query.watch, query.language, query.language, query.topic, like(query.topic),
              query.country, like(query.country));
    return run(rows);
  }
  auto rows = store::connection(snapshot).query(
      "SELECT id, at, text, language, network, topics, countries, author FROM heard_post"
      " WHERE id IN (SELECT rowid FROM heard_search WHERE heard_search MATCH ?) AND id < ? AND at >= ?"
      " AND (? = 0 OR EXISTS (SELECT 1 FROM heard_term WHERE heard_post = id AND watch = ?))"
      " AND (? = '' OR language = ?) AND (? = '' OR instr(topics, ?) > 0) AND (? = '' OR instr(countries, ?) > 0)"
      " ORDER BY id DESC");
  rows.bind(match_expression(query.words), below, from, query.watch, query.watch, query.language, query.language,
            query.topic, like(query.topic), query.country, like(query.country));
  run(rows);
}

std::set<WatchId> told_watches(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window) {
  std::set<WatchId> shown;
  for (const auto& figure : watch_figures(snapshot, now, window)) {
    if (figure.matched) shown.insert(figure.watch);
  }
  return shown;
}

bool narrows(const HeardQuery& query) {
  return !query.language.empty() || !query.topic.empty() || !query.country.empty() || !query.words.empty();
}

// Whether what the query leaves in the window is by ten people at least.
bool by_enough(store::Snapshot& snapshot, Timestamp from, const HeardQuery& query) {
  std::vector<std::vector<unsigned char>> authors;
  each_found(snapshot, from, query, {}, [&](const store::Query& row) {
    auto author = row.blob(7);
    if (std::find(authors.begin(), authors.end(), author) == authors.end()) authors.push_back(std::move(author));
    return authors.size() < kMinAuthors;
  });
  return authors.size() >= kMinAuthors;
}

}  // namespace

HeardPosts heard_posts(store::Snapshot& snapshot, Timestamp now, const HeardQuery& query) {
  HeardPosts out;
  const Timestamp from = window_start(now, query.window);
  const auto labels = shown_labels(snapshot, now, query.window, query.watch);
  out.withheld = !labels || !asks_for_shown(query, *labels) || (narrows(query) && !by_enough(snapshot, from, query));
  if (out.withheld) return out;
  each_found(snapshot, from, query, query.before, [&](const store::Query& row) {
    out.posts.push_back(read_post(row));
    return out.posts.size() <= query.limit;
  });
  if (out.posts.size() > query.limit) {
    out.posts.pop_back();
    if (!out.posts.empty()) out.next = out.posts.back().id;
  }
  const auto shown = told_watches(snapshot, now, query.window);
  for (HeardPost& post : out.posts) {
    post.terms = terms_of(snapshot, post.id, shown);
    leave_shown(post, *labels);
  }
  return out;
}

std::optional<HeardPost> heard_post(store::Snapshot& snapshot, const Pseudonym& post, const ShownLabels& labels) {
  auto row = store::connection(snapshot).query(
      "SELECT id, at, text, language, network, topics, countries FROM heard_post WHERE post = ?");
  row.bind(std::span<const unsigned char>(post));
  if (!row.step()) return std::nullopt;
  HeardPost found = read_post(row);
  leave_shown(found, labels);
  return found;
}

}  // namespace chancery::listen
