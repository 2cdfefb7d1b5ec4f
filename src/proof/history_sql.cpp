#include <algorithm>
#include <array>
#include <set>

#include "crypto/encoding.hpp"
#include "proof/history.hpp"
#include "store/sql.hpp"

namespace chancery::proof {
namespace {

Kind kind_of(std::string_view name) {
  static constexpr std::array kKinds{Kind::Published, Kind::Edited, Kind::Removed, Kind::Erased,
                                     Kind::Key,       Kind::Gap,    Kind::Shared,  Kind::Unshared};
  const auto* found = std::ranges::find(kKinds, name, [](Kind kind) { return to_string(kind); });
  if (found == kKinds.end()) throw store::DamagedError("a leaf of the transparency log is of no known kind");
  return *found;
}

// Gathers posts until the answer is full.
class Gathering {
 public:
  explicit Gathering(store::Snapshot& snapshot) : db_(connection(snapshot)) {
    answer_.head = newest_head(snapshot);
    answer_.since = covered_since(snapshot);
  }

  void add(const std::string& note, const std::set<std::int64_t>& matching) {
    History history{note, entries_of(note)};
    for (auto& entry : history.entries) {
      entry.matches = matching.contains(entry.leaf.index);
      entry.openings = openings_of(entry.leaf.index);
    }
    if (!history.entries.empty()) answer_.posts.push_back(std::move(history));
  }
  [[nodiscard]] bool full() const { return answer_.posts.size() == kMaxPosts; }
  void has_more() { answer_.more = true; }
  [[nodiscard]] Answer take() { return std::move(answer_); }

 private:
  static Entry read_entry(const store::Query& query) {
    return {{query.integer(0), query.text(1)}, kind_of(query.text(2)), query.integer(3), query.time(4), false, {}};
  }

  // Of very many the first, and how it ended.
  std::vector<Entry> entries_of(const std::string& note) {
    std::vector<Entry> entries;
    auto query = db_.query("SELECT leaf, data, kind, version, at FROM proof_leaf WHERE note = ? ORDER BY leaf LIMIT ?");
    query.bind(note, static_cast<std::int64_t>(kMaxEntries));
    while (query.step()) entries.push_back(read_entry(query));
    if (entries.size() < kMaxEntries) return entries;
    auto last =
        db_.query("SELECT leaf, data, kind, version, at FROM proof_leaf WHERE note = ? ORDER BY leaf DESC LIMIT 1");
    if (last.bind(note).step() && last.integer(0) != entries.back().leaf.index) {
      entries.push_back(read_entry(last));
      answer_.more = true;
    }
    return entries;
  }

  std::vector<KeptOpening> openings_of(std::int64_t leaf) {
    std::vector<KeptOpening> openings;
    auto query = db_.query("SELECT salt, bytes FROM proof_opening WHERE leaf = ? ORDER BY part");
    query.bind(leaf);
    while (query.step()) {
      auto bytes = query.maybe_text(1);
      bytes_ += bytes ? bytes->size() : 0;
      if (bytes_ > kMaxAnswer) {
        answer_.more = true;
        return {};
      }
      openings.push_back({crypto::from_hex(query.text(0)).value_or(""), std::move(bytes)});
    }
    return openings;
  }

  store::Connection& db_;
  Answer answer_;
  std::size_t bytes_ = 0;  // of openings
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

Answer find_link(store::Snapshot& snapshot, const activity::Addresses& addresses, std::string_view link) {
  auto address = trimmed(link);
  address = address.substr(0, address.find_first_of("?#"));
  while (address.ends_with('/')) address.remove_suffix(1);
  Gathering gathering(snapshot);
  if (const auto note = addresses.note_in(address)) gathering.add(addresses.note(*note), {});
  if (const auto share = addresses.activity_in(address)) gathering.add(addresses.activity(*share), {});
  return gathering.take();
}

Result<Answer> find_text(store::Snapshot& snapshot, const Log& log, std::string_view text) {
  if (text.size() > kMaxText) return fail(Errc::TooLarge, "text: longer than 64 KiB");
  if (same_words(text).empty()) return fail(Errc::Invalid, "text: write the words of a post");
  std::vector<std::string> notes;
  std::set<std::int64_t> matching;
  auto query = connection(snapshot).query(
      "SELECT leaf, note FROM proof_words JOIN proof_leaf USING (leaf) WHERE tag = ? ORDER BY leaf DESC LIMIT 1000");
  query.bind(log.tag_of(text));
  while (query.step()) {
    matching.insert(query.integer(0));
    if (const auto note = query.text(1); std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
  }
  Gathering gathering(snapshot);
  for (const auto& note : notes) {
    if (gathering.full()) {
      gathering.has_more();
      break;
    }
    gathering.add(note, matching);
  }
  return gathering.take();
}

}  // namespace chancery::proof
