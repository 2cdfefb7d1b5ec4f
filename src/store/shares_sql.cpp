#include "store/shares.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "store/sql.hpp"

namespace chancery::store {
namespace {

using activity::Consent;
using activity::SourceNote;

constexpr std::array<std::string_view, 4> kConsents{"given", "asked", "unsaid", "refused"};

std::string_view name_of(Consent consent) {
  return kConsents.at(static_cast<std::size_t>(consent));
}

Consent consent_in(std::string_view name) {
  const auto* found = std::ranges::find(kConsents, name);
  return found == kConsents.end() ? Consent::Refused : static_cast<Consent>(found - kConsents.begin());
}

std::optional<SourceNote> find_source(Connection& db, std::string_view uri) {
  auto query = db.query(
      "SELECT uri, author, author_username, author_name, author_url, ours, content, summary, language, url,"
      " visibility, published, share, quote, digest FROM source_note WHERE uri = ?");
  if (!query.bind(uri).step()) return std::nullopt;
  SourceNote note;
  note.uri = query.text(0);
  note.author.uri = query.text(1);
  note.author.preferred_username = query.text(2);
  note.author.name = query.text(3);
  note.author.url = query.text(4);
  note.ours = query.integer(5) != 0;
  note.content = query.text(6);
  note.summary = query.text(7);
  note.language = query.text(8);
  note.url = query.text(9);
  note.visibility = activity::parse_visibility(query.text(10)).value_or(activity::Visibility::Direct);
  note.published = query.time(11);
  note.share = consent_in(query.text(12));
  note.quote = consent_in(query.text(13));
  note.digest = query.text(14);
  return note;
}

template <class... Values>
std::vector<Share> find_shares(Connection& db, std::string_view condition, const Values&... values) {
  std::vector<Share> shares;
  auto query = db.query(
      std::string("SELECT id, account, post, uri, author, digest, at, undone_at FROM share WHERE ").append(condition));
  query.bind(values...);
  while (query.step()) {
    const auto undone = query.maybe_integer(7);
    shares.push_back({query.id<activity::ActivityId>(0), query.id<activity::AccountId>(1), query.integer(2),
                      query.text(3), query.text(4), query.text(5), query.time(6),
                      undone ? std::optional(from_micros(*undone)) : std::nullopt});
  }
  return shares;
}

std::optional<Share> first(std::vector<Share> shares) {
  if (shares.empty()) return std::nullopt;
  return std::move(shares.front());
}

}  // namespace

void put_source(Transaction& tx, const SourceNote& note, Timestamp looked_at) {
  connection(tx)
      .query(
          "INSERT INTO source_note (uri, author, author_username, author_name, author_url, ours, content, summary,"
          " language, url, visibility, published, share, quote, digest, looked_at)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri) DO UPDATE SET"
          " author = excluded.author, author_username = excluded.author_username, author_name = excluded.author_name,"
          " author_url = excluded.author_url, ours = excluded.ours, content = excluded.content,"
          " summary = excluded.summary, language = excluded.language, url = excluded.url,"
          " visibility = excluded.visibility, published = excluded.published, share = excluded.share,"
          " quote = excluded.quote, digest = excluded.digest, looked_at = excluded.looked_at")
      .bind(note.uri, note.author.uri, note.author.preferred_username, note.author.name, note.author.url,
            std::int64_t{note.ours}, note.content, note.summary, note.language, note.url,
            activity::to_string(note.visibility), note.published, name_of(note.share), name_of(note.quote), note.digest,
            looked_at)
      .run();
}

std::optional<SourceNote> source_by_uri(Snapshot& snapshot, std::string_view uri) {
  return find_source(connection(snapshot), uri);
}

std::optional<SourceNote> source_by_uri(Transaction& tx, std::string_view uri) {
  return find_source(connection(tx), uri);
}

void drop_source(Transaction& tx, std::string_view uri) {
  connection(tx).query("DELETE FROM source_note WHERE uri = ?").bind(uri).run();
}

void source_changed(Transaction& tx, std::string_view uri, std::string_view author, std::string_view digest) {
  connection(tx)
      .query(
          "UPDATE source_note SET digest = ?1, content = '', summary = '' WHERE uri = ?2 AND author = ?3"
          " AND digest != ?1")
      .bind(digest, uri, author)
      .run();
}

void source_withdrawn(Transaction& tx, std::string_view uri, std::string_view author) {
  connection(tx).query("DELETE FROM source_note WHERE uri = ? AND author = ?").bind(uri, author).run();
}

void forget_sources_by(Transaction& tx, std::string_view author) {
  connection(tx).query("DELETE FROM source_note WHERE author = ?").bind(author).run();
}

void insert_share(Transaction& tx, const Share& share) {
  connection(tx)
      .query("INSERT INTO share (id, account, post, uri, author, digest, at) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(share.id, share.account, share.post, share.uri, share.author, share.digest, share.at)
      .run();
}

void undo_share(Transaction& tx, activity::ActivityId id, Timestamp at) {
  connection(tx).query("UPDATE share SET undone_at = ? WHERE id = ? AND undone_at IS NULL").bind(at, id).run();
}

void erase_share(Transaction& tx, activity::ActivityId id) {
  connection(tx).query("UPDATE share SET uri = '', author = '', digest = '' WHERE id = ?").bind(id).run();
}

std::optional<Share> share_by_id(Snapshot& snapshot, activity::ActivityId id) {
  return first(find_shares(connection(snapshot), "id = ?", id));
}

std::optional<Share> share_by_id(Transaction& tx, activity::ActivityId id) {
  return first(find_shares(connection(tx), "id = ?", id));
}

std::optional<Share> share_of_post(Snapshot& snapshot, std::int64_t post) {
  return first(find_shares(connection(snapshot), "post = ?", post));
}

std::optional<Share> standing_share(Transaction& tx, activity::AccountId account, std::string_view uri) {
  return first(find_shares(connection(tx), "account = ? AND uri = ? AND undone_at IS NULL", account, uri));
}

std::vector<Share> shares_of_uri(Transaction& tx, std::string_view uri) {
  return find_shares(connection(tx), "uri = ? ORDER BY id", uri);
}

std::vector<Share> shares_of(Snapshot& snapshot, activity::AccountId account, const NoteRange& range) {
  auto& db = connection(snapshot);
  const auto limit = static_cast<std::int64_t>(range.limit);
  if (range.after) {
    auto shares = find_shares(db, "account = ? AND undone_at IS NULL AND id > ? ORDER BY id LIMIT ?", account,
                              range.after, limit);
    std::ranges::reverse(shares);
    return shares;
  }
  const auto before = range.before ? range.before.value : std::numeric_limits<std::int64_t>::max();
  return find_shares(db, "account = ? AND undone_at IS NULL AND id < ? ORDER BY id DESC LIMIT ?", account, before,
                     limit);
}

std::int64_t share_count(Snapshot& snapshot, activity::AccountId account) {
  auto query = connection(snapshot).query("SELECT COUNT(*) FROM share WHERE account = ? AND undone_at IS NULL");
  return query.bind(account).step() ? query.integer(0) : 0;
}

}  // namespace chancery::store
