#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "answer/conversations.hpp"
#include "answer/rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

using store::Query;
using View = InboxQuery::View;

// Where a row stands in its list: two numbers and the id, the least first.
using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t>;
constexpr Key kBeginning{std::numeric_limits<std::int64_t>::min(), 0, 0};

bool by_time(View view) {
  return view == View::Newest || view == View::Closed || view == View::Person;
}

Key key_of(View view, const Query& row) {
  const auto id = row.integer(0);
  if (by_time(view)) return {-row.integer(21), 0, -id};
  if (view == View::Mine) return {0, row.integer(29), id};
  return {-row.integer(11), row.integer(29), id};
}

std::string write_key(const Key& key) {
  return fmt::format("{}_{}_{}", std::get<0>(key), std::get<1>(key), std::get<2>(key));
}

Result<Key> read_key(std::string_view text) {
  if (text.empty()) return kBeginning;
  std::int64_t numbers[3];
  const char* at = text.data();
  const char* const end = at + text.size();
  for (auto& number : numbers) {
    const auto [next, problem] = std::from_chars(at, end, number);
    if (problem != std::errc{}) return fail(Errc::Invalid, "after: not what a page gave");
    at = next == end ? end : next + 1;
  }
  return Key{numbers[0], numbers[1], numbers[2]};
}

// One literal a view: each is answered by an index in the order asked for.
std::string_view condition(View view) {
  switch (view) {
    case View::Queue:
      return "c.desk = ? AND c.place = 'queue' AND c.urgency <= ? ORDER BY c.urgency DESC, c.due_at, c.id";
    case View::Mine:
      return "c.holder = ? AND c.place = 'person' AND c.due_at >= ? ORDER BY c.due_at, c.id";
    case View::Newest:
      return "c.desk = ? AND c.place <> 'closed' AND c.last_at <= ? ORDER BY c.last_at DESC, c.id DESC";
    case View::Held:
      return "c.desk = ? AND c.place = 'person' AND c.urgency <= ? ORDER BY c.urgency DESC, c.due_at, c.id";
    case View::Closed:
      return "c.desk = ? AND c.place = 'closed' AND c.last_at <= ? ORDER BY c.last_at DESC, c.id DESC";
    case View::Person:
      return "c.person = ? AND c.last_at <= ? ORDER BY c.last_at DESC, c.id DESC";
  }
  return {};
}

// Where the index begins to be read, for a page that goes on.
std::int64_t bound(View view, const Key& after) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  if (view == View::Mine) return std::get<1>(after);
  return after == kBeginning ? kMost : -std::get<0>(after);
}

// One ordered list of rows, stepped as far as it is needed.
class Source {
 public:
  Source(store::Connection& db, View view, std::int64_t of, const Key& after)
      : query_(db.query(
            fmt::format("SELECT {} FROM desk_conversation c WHERE {}", rows::kConversationColumns, condition(view)))),
        view_(view) {
    query_.bind(of, bound(view, after));
    do step();
    while (row() && key_ <= after);
  }
  [[nodiscard]] const Query* row() const { return there_ ? &query_ : nullptr; }
  [[nodiscard]] const Key& key() const { return key_; }
  void step() {
    there_ = query_.step();
    if (there_) key_ = key_of(view_, query_);
  }

 private:
  Query query_;
  View view_;
  bool there_ = false;
  Key key_ = kBeginning;
};

class Filter {
 public:
  Filter(store::Snapshot& snapshot, const Reader& reader, const InboxQuery& query) : query_(query) {
    for (const auto id : reader.rights.desks(staff::DeskAction::Read)) readable_.insert(id);
    for (const auto id : reader.rights.desks(staff::DeskAction::ReadPrivate)) private_.insert(id);
    named_ = rows::named_in(snapshot, reader.user.id);
    topic_ = query.topic.empty() ? "" : ' ' + query.topic + ' ';
    country_ = query.country.empty() ? "" : ' ' + query.country + ' ';
  }
  [[nodiscard]] const std::set<DeskId>& readable() const { return readable_; }

  // Reads of the row what it needs alone.
  [[nodiscard]] bool passes(const Query& row) const { return is_readable(row) && is_asked_for(row); }

 private:
  [[nodiscard]] bool is_readable(const Query& row) const {
    const auto desk = row.id<DeskId>(5);
    const bool open = readable_.contains(desk) && (row.integer(4) == 0 || private_.contains(desk));
    return open || named_.contains(row.id<ConversationId>(0));
  }
  [[nodiscard]] bool is_asked_for(const Query& row) const {
    const auto& q = query_;
    if (q.urgency > 0 && row.integer(11) < q.urgency) return false;
    if (q.account && row.id<activity::AccountId>(1) != q.account) return false;
    if (q.is_private && (row.integer(4) != 0) != *q.is_private) return false;
    if (q.holder && row.id<staff::UserId>(7) != q.holder) return false;
    if (q.person && row.id<PersonId>(2) != q.person) return false;
    if (q.has_draft && row.is_null(32) == *q.has_draft) return false;
    if (q.breached && row.is_null(31)) return false;
    if (q.flag && !has(row.integer(33), *q.flag)) return false;
    if (q.matter && row.text(10) != desk::to_string(*q.matter)) return false;
    if (!q.language.empty() && row.text(13) != q.language) return false;
    if (!topic_.empty() && row.text(14).find(topic_) == std::string::npos) return false;
    return country_.empty() || row.text(15).find(country_) != std::string::npos;
  }

  const InboxQuery& query_;
  std::set<DeskId> readable_;
  std::set<DeskId> private_;
  std::set<ConversationId> named_;
  std::string topic_;
  std::string country_;
};

// What one ordered list is of: a desk each, or the one person asked for.
std::vector<std::int64_t> lists_of(const Reader& reader, const InboxQuery& query, const Filter& filter) {
  if (query.view == View::Mine) return {reader.user.id.value};
  if (query.view == View::Person) return {query.person.value};
  std::vector<std::int64_t> lists;
  for (const auto desk : filter.readable()) {
    const bool asked = query.desks.empty() || std::ranges::find(query.desks, desk) != query.desks.end();
    if (asked) lists.push_back(desk.value);
  }
  return lists;
}

bool of_asked_desk(const InboxQuery& query, const Query& row) {
  return query.desks.empty() || std::ranges::find(query.desks, row.id<DeskId>(5)) != query.desks.end();
}

}  // namespace

Result<Page> inbox(store::Snapshot& snapshot, const Reader& reader, const InboxQuery& query, std::string_view after,
                   std::size_t limit) {
  const auto from = read_key(after);
  if (!from) return fail(from.error());
  const Filter filter(snapshot, reader, query);
  std::deque<Source> sources;
  for (const auto of : lists_of(reader, query, filter)) {
    sources.emplace_back(store::connection(snapshot), query.view, of, *from);
    if (!sources.back().row()) sources.pop_back();
  }
  const auto later = [](const Source* a, const Source* b) { return a->key() > b->key(); };
  std::vector<Source*> heap;
  for (auto& source : sources) heap.push_back(&source);
  std::ranges::make_heap(heap, later);
  Page page;
  for (std::size_t looked = 0; !heap.empty(); ++looked) {
    std::ranges::pop_heap(heap, later);
    auto& source = *heap.back();
    const bool fits = filter.passes(*source.row()) && of_asked_desk(query, *source.row());
    if (looked == kLookedAt || (fits && page.rows.size() == limit)) return page;
    if (fits) page.rows.push_back(rows::read_conversation(*source.row()));
    page.next = write_key(source.key());
    source.step();
    if (source.row()) {
      std::ranges::push_heap(heap, later);
    } else {
      heap.pop_back();
    }
  }
  page.next.clear();
  return page;
}

std::map<DeskId, Counts> counts(store::Snapshot& snapshot, const Reader& reader) {
  std::map<DeskId, Counts> found;
  for (const auto id : reader.rights.desks(staff::DeskAction::Read)) found[id] = {};
  auto query = store::connection(snapshot).query(
      "SELECT desk, place, private, count(*), count(breached_at), count(*) FILTER (WHERE flags & 8),"
      " qa IS NOT NULL AS asked FROM desk_conversation INDEXED BY conversation_counts WHERE place <> 'closed'"
      " GROUP BY desk, place, private, asked");
  while (query.step()) {
    const auto id = query.id<DeskId>(0);
    const auto at = found.find(id);
    if (at == found.end()) continue;
    if (query.integer(2) != 0 && !reader.rights.may(staff::DeskAction::ReadPrivate, id)) continue;
    auto& tally = query.integer(6) != 0 ? at->second.qa : at->second.dialogue;
    (query.text(1) == "queue" ? tally.queue : tally.held) += query.integer(3);
    tally.breached += query.integer(4);
    at->second.unsorted += query.integer(5);
  }
  return found;
}

bool any_open_at(store::Transaction& tx, DeskId desk) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM desk_conversation INDEXED BY conversation_newest WHERE desk = ? AND place <> 'closed' LIMIT 1");
  query.bind(desk);
  return query.step();
}

Held count_mine(store::Snapshot& snapshot, staff::UserId user) {
  auto query = store::connection(snapshot).query(
      "SELECT count(*), count(qa) FROM desk_conversation WHERE holder = ? AND place = 'person'");
  query.bind(user);
  if (!query.step()) return {};
  return {.dialogue = query.integer(0) - query.integer(1), .qa = query.integer(1)};
}

}  // namespace chancery::answer
