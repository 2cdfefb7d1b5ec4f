#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "speak/late_posts.hpp"
#include "speak/post_rows.hpp"
#include "speak/posts.hpp"
#include "speak/releasing.hpp"
#include "speak/sending.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

using store::Connection;
using store::connection;
using store::Query;

constexpr const char* kSelectPosts =
    "SELECT post.id, status, post.version, body, digest, created_by, created_at, changed_at, needed, cautions,"
    " scheduled, zone, leaves_at, note, sent_version, removed_at, post.account, more, held_to,"
    " (SELECT approvals FROM account_rule WHERE account_rule.account = post.account) FROM post"
    " JOIN post_version ON post_version.post = post.id AND post_version.version = post.version WHERE ";

template <class IdType>
std::optional<std::int64_t> or_null(IdType id) {
  return id ? std::optional{id.value} : std::nullopt;
}

PostBody stored_body(std::string_view text) {
  auto body = read_body(text);
  if (!body) throw std::runtime_error("a post's body cannot be read");  // fails this call, and nobody else's
  return std::move(*body);
}

// What waits for approval is held to a rule that became stricter; whatever else keeps what it was held to (ADR 75).
int needed_now(const Post& post, int rule) {
  if (post.status != PostStatus::Submitted) return post.approvals_asked;
  return std::max(post.approvals_asked, rule + post.more_approvals);
}

Post read_post(const Query& query) {
  const auto status = parse_post_status(query.text(1));
  if (!status) throw std::runtime_error("a post's status cannot be read");
  Post post;
  post.id = query.id<PostId>(0);
  post.status = *status;
  post.version = static_cast<int>(query.integer(2));
  if (auto body = read_body(query.text(3))) {
    post.body = std::move(*body);
  } else {
    post.unreadable = true;
    post.body.account = query.id<activity::AccountId>(16);
  }
  post.digest = query.text(4);
  post.created_by = query.id<staff::UserId>(5);
  post.created_at = query.time(6);
  post.changed_at = query.time(7);
  post.approvals_asked = static_cast<int>(query.integer(8));
  post.more_approvals = static_cast<int>(query.integer(17));
  const int rule = query.is_null(19) ? AccountRule{}.approvals : static_cast<int>(query.integer(19));
  post.approvals_needed = std::max(needed_now(post, rule), static_cast<int>(query.integer(18)));
  post.cautions = query.text(9);
  post.scheduled = query.maybe_time(10);
  post.zone = query.text(11);
  post.leaves_at = query.maybe_time(12);
  post.note = query.id<activity::NoteId>(13);
  post.sent_version = static_cast<int>(query.integer(14));
  post.removed_at = query.maybe_time(15);
  if (post.removed_at) post.status = PostStatus::Deleted;
  return post;
}

// A deleted post is one that was sent, of which removed_at tells the rest.
std::string_view stored_status(const Post& post) {
  return to_string(post.status == PostStatus::Deleted ? PostStatus::Sent : post.status);
}

std::vector<staff::UserId> find_writers(Connection& db, PostId id, int version) {
  std::vector<staff::UserId> writers;
  auto query = db.query("SELECT user FROM post_writer WHERE post = ? AND version = ? ORDER BY user");
  query.bind(id, version);
  while (query.step()) writers.push_back(query.id<staff::UserId>(0));
  return writers;
}

// What of it stands in other rows: who wrote, approved and released the version that stands, and the later notes.
void read_rest(Connection& db, Post& post) {
  post.writers = find_writers(db, post.id, post.version);
  auto approvals = db.query("SELECT user, at FROM post_approval WHERE post = ? AND version = ? ORDER BY at, user");
  approvals.bind(post.id, post.version);
  while (approvals.step()) post.approvals.push_back({approvals.id<staff::UserId>(0), approvals.time(1)});
  auto following = db.query("SELECT note FROM post_part WHERE post = ? ORDER BY part");
  following.bind(post.id);
  while (following.step()) post.following.push_back(following.id<activity::NoteId>(0));
  auto release = db.query(
      "SELECT r.user, r.at, r.reason, r.reviewed_by, r.reviewed_at, r.review, r.version, r.digest, r.missing,"
      " v.cautions FROM post_release AS r JOIN post_version AS v ON v.post = r.post AND v.version = r.version"
      " WHERE r.post = ? AND (r.version = ? OR r.reviewed_at IS NULL) ORDER BY r.reviewed_at IS NOT NULL, r.version"
      " LIMIT 1");
  if (!release.bind(post.id, post.version).step()) return;
  const auto version = static_cast<int>(release.integer(6));
  post.release = Release{.version = version,
                         .digest = release.text(7),
                         .writers = find_writers(db, post.id, version),
                         .cautions = release.text(9),
                         .approvals_missing = static_cast<int>(release.integer(8)),
                         .by = release.id<staff::UserId>(0),
                         .at = release.time(1),
                         .reason = release.text(2)};
  if (!release.is_null(3)) post.release->reviewed_by = release.id<staff::UserId>(3);
  post.release->reviewed_at = release.maybe_time(4);
  post.release->review = release.text(5);
}

template <class... Values>
std::vector<Post> find_posts(Connection& db, std::string_view condition, const Values&... values) {
  std::vector<Post> posts;
  {
    auto query = db.query(std::string(kSelectPosts).append(condition));
    query.bind(values...);
    while (query.step()) posts.push_back(read_post(query));
  }
  for (auto& post : posts) read_rest(db, post);
  return posts;
}

// For who goes on to change it: one that cannot be read fails that call, and nobody else's.
std::optional<Post> readable(std::optional<Post> post) {
  if (post && post->unreadable) throw std::runtime_error("a post's body cannot be read");
  return post;
}

std::optional<Post> first_post(std::vector<Post> posts) {
  if (posts.empty()) return std::nullopt;
  return std::move(posts.front());
}

std::optional<PostBody> find_version(Connection& db, PostId id, int version) {
  auto query = db.query("SELECT body FROM post_version WHERE post = ? AND version = ?");
  if (!query.bind(id, version).step()) return std::nullopt;
  return stored_body(query.text(0));
}

}  // namespace

std::optional<Post> post_by_id(store::Snapshot& snapshot, PostId id) {
  return first_post(find_posts(connection(snapshot), "post.id = ?", id));
}
std::optional<Post> post_by_id(store::Transaction& tx, PostId id) {
  return rows::post(tx, id);
}

PostId post_id_of(store::Snapshot& snapshot, activity::NoteId note) {
  auto query = connection(snapshot).query(
      "SELECT id FROM post WHERE note = ? UNION ALL SELECT post FROM post_part WHERE note = ?"
      " UNION ALL SELECT post FROM post_copy WHERE note = ? AND note <> 0");
  return query.bind(note, note, note).step() ? query.id<PostId>(0) : PostId{};
}

std::optional<Post> post_of_note(store::Snapshot& snapshot, activity::NoteId note) {
  return post_by_id(snapshot, post_id_of(snapshot, note));
}

std::vector<activity::NoteId> thread_of(store::Snapshot& snapshot, activity::NoteId note) {
  std::vector<activity::NoteId> notes;
  auto query = connection(snapshot).query(
      "WITH thread AS (SELECT post FROM post_part WHERE note = ? UNION SELECT p.post FROM post_part p"
      " JOIN post ON post.id = p.post WHERE post.note = ?)"
      " SELECT note, 0 AS part FROM post WHERE id IN (SELECT post FROM thread)"
      " UNION ALL SELECT note, part FROM post_part WHERE post IN (SELECT post FROM thread) ORDER BY part");
  query.bind(note, note);
  while (query.step()) notes.push_back(query.id<activity::NoteId>(0));
  return notes;
}

std::vector<Post> posts(store::Snapshot& snapshot, const PostFilter& filter) {
  const auto wanted = [&](PostStatus status) {
    return filter.statuses.empty() || std::ranges::find(filter.statuses, status) != filter.statuses.end();
  };
  const auto before = filter.before ? filter.before.value : std::numeric_limits<std::int64_t>::max();
  return find_posts(connection(snapshot),
                    "(? = 0 OR account = ?) AND post.id < ? AND ((? AND status = 'draft')"
                    " OR (? AND status = 'submitted') OR (? AND status = 'approved') OR (? AND status = 'held')"
                    " OR (? AND sent_version > 0 AND removed_at IS NULL) OR (? AND status = 'withdrawn')"
                    " OR (? AND removed_at IS NOT NULL)) ORDER BY post.id DESC LIMIT ?",
                    filter.account, filter.account, before, wanted(PostStatus::Draft), wanted(PostStatus::Submitted),
                    wanted(PostStatus::Approved), wanted(PostStatus::Held), wanted(PostStatus::Sent),
                    wanted(PostStatus::Withdrawn), wanted(PostStatus::Deleted),
                    static_cast<std::int64_t>(filter.limit));
}

std::vector<Post> leaving_between(store::Snapshot& snapshot, Timestamp from, Timestamp to) {
  return find_posts(connection(snapshot),
                    "status IN ('approved', 'held') AND leaves_at >= ? AND leaves_at < ? ORDER BY leaves_at, post.id",
                    from, to);
}

std::vector<Post> unreviewed_releases(store::Snapshot& snapshot) {
  return find_posts(connection(snapshot),
                    "post.id IN (SELECT post FROM post_release WHERE reviewed_at IS NULL) ORDER BY post.id");
}

std::optional<Timestamp> next_departure(store::Snapshot& snapshot) {
  return next_departure_after(snapshot, {});
}

std::optional<Timestamp> next_departure_after(store::Snapshot& snapshot, Timestamp after) {
  auto query =
      connection(snapshot).query("SELECT min(leaves_at) FROM post WHERE status = 'approved' AND leaves_at > ?");
  return query.bind(after).step() ? query.maybe_time(0) : std::nullopt;
}

std::vector<LatePost> late_posts(store::Snapshot& snapshot, Timestamp now) {
  std::vector<LatePost> late;
  auto query = connection(snapshot).query(
      "SELECT id, account, leaves_at FROM post WHERE status = 'approved' AND leaves_at < ? ORDER BY leaves_at, id");
  query.bind(now - kStuckAfter);
  while (query.step()) {
    late.push_back({query.id<PostId>(0), query.id<activity::AccountId>(1), query.time(2)});
  }
  return late;
}

std::vector<Post> stuck_posts(store::Snapshot& snapshot, Timestamp now, std::chrono::minutes late) {
  return find_posts(connection(snapshot), "status = 'approved' AND leaves_at < ? ORDER BY leaves_at, post.id",
                    now - late);
}

std::vector<PostStep> steps_of(store::Snapshot& snapshot, PostId id) {
  std::vector<PostStep> steps;
  auto query = connection(snapshot).query(
      "SELECT at, actor, step, version, reason, since FROM post_step WHERE post = ? ORDER BY id");
  query.bind(id);
  while (query.step()) {
    steps.push_back({query.time(0), query.text(1), query.text(2), static_cast<int>(query.integer(3)), query.text(4),
                     query.maybe_time(5)});
  }
  return steps;
}

std::optional<PostBody> post_version(store::Snapshot& snapshot, PostId id, int version) {
  return find_version(connection(snapshot), id, version);
}

std::optional<PostBody> readable_version(store::Snapshot& snapshot, PostId id, int version) {
  auto query = connection(snapshot).query("SELECT body FROM post_version WHERE post = ? AND version = ?");
  if (!query.bind(id, version).step()) return std::nullopt;
  auto body = read_body(query.text(0));
  return body ? std::optional(std::move(*body)) : std::nullopt;
}

namespace rows {

std::optional<Post> post(store::Transaction& tx, PostId id) {
  return readable(first_post(find_posts(connection(tx), "post.id = ?", id)));
}

std::optional<Post> post_under_key(store::Transaction& tx, staff::UserId user, std::string_view key) {
  return readable(first_post(find_posts(connection(tx), "created_by = ? AND key = ?", user, key)));
}

std::vector<PostId> due_posts(store::Snapshot& snapshot, Timestamp now, bool about_another, std::size_t limit) {
  std::vector<PostId> due;
  auto query = connection(snapshot).query(
      "SELECT id FROM post WHERE status = 'approved' AND leaves_at <= ? AND (about != '') = ?"
      " ORDER BY leaves_at, id LIMIT ?");
  query.bind(now, std::int64_t{about_another}, static_cast<std::int64_t>(limit));
  while (query.step()) due.push_back(query.id<PostId>(0));
  return due;
}

std::vector<Post> posts_about(store::Transaction& tx, std::string_view uri) {
  return find_posts(connection(tx), "about = ? ORDER BY post.id", uri);
}

void erase_subject(store::Transaction& tx, std::string_view uri) {
  struct Version {
    PostId post;
    std::int64_t number = 0;
    std::optional<PostBody> body;  // none: it cannot be read, and nothing of it is worth more than her wish
  };
  std::vector<Version> found;
  auto& db = connection(tx);
  {
    auto query = db.query("SELECT post, version, body FROM post_version WHERE instr(body, ?) > 0");
    query.bind(uri);
    while (query.step()) {
      auto body = read_body(query.text(2));
      found.push_back({query.id<PostId>(0), query.integer(1), body ? std::optional(std::move(*body)) : std::nullopt});
    }
  }
  for (auto& [post, number, body] : found) {
    if (body && body->quote == uri) body->quote.clear();
    if (body && body->share && body->share->uri == uri) body->share = SharedNote{.uri = {}, .author = {}, .digest = {}};
    db.query("UPDATE post_version SET body = ? WHERE post = ? AND version = ?")
        .bind(body ? write_body(*body) : std::string(), post, number)
        .run();
  }
  db.query("UPDATE post SET about = '' WHERE about = ?").bind(uri).run();
}

std::vector<Post> posts_standing(store::Transaction& tx, PostStatus status) {
  return find_posts(connection(tx), "status = ? ORDER BY post.id", to_string(status));
}

std::optional<PostBody> version(store::Transaction& tx, PostId id, int version) {
  return find_version(connection(tx), id, version);
}

void insert_post(store::Transaction& tx, const Post& post, std::string_view key) {
  connection(tx)
      .query(
          "INSERT INTO post (id, account, status, version, created_by, created_at, changed_at, key)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(post.id, post.body.account, to_string(post.status), post.version, post.created_by, post.created_at,
            post.changed_at, key)
      .run();
}

void put_state(store::Transaction& tx, const Post& post) {
  connection(tx)
      .query(
          "UPDATE post SET status = ?, version = ?, changed_at = ?, scheduled = ?, zone = ?, leaves_at = ?,"
          " note = ?, sent_version = ?, about = CASE WHEN ? THEN about ELSE ? END, removed_at = ? WHERE id = ?")
      .bind(stored_status(post), post.version, post.changed_at, post.scheduled, post.zone, post.leaves_at,
            or_null(post.note), post.sent_version, post.unreadable, amplified(post.body), post.removed_at, post.id)
      .run();
}

void put_following(store::Transaction& tx, const Post& post) {
  for (std::size_t i = 0; i < post.following.size(); ++i) {
    connection(tx)
        .query("INSERT INTO post_part (post, part, note) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(post.id, static_cast<std::int64_t>(i + 1), post.following[i])
        .run();
  }
}

std::optional<Post> post_of_note(store::Transaction& tx, activity::NoteId note) {
  return readable(first_post(find_posts(connection(tx),
                                        "post.id = coalesce((SELECT id FROM post WHERE note = ?),"
                                        " (SELECT post FROM post_part WHERE note = ?),"
                                        " (SELECT post FROM post_copy WHERE note = ? AND note <> 0))",
                                        note, note, note)));
}

std::vector<staff::UserId> writers(store::Transaction& tx, PostId id, int version) {
  return find_writers(connection(tx), id, version);
}

void append_step(store::Transaction& tx, PostId id, const PostStep& step) {
  connection(tx)
      .query("INSERT INTO post_step (post, at, actor, step, version, reason, since) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(id, step.at, step.actor, step.step, step.version, step.reason, step.since)
      .run();
}

std::optional<Timestamp> held_since(store::Transaction& tx, PostId id) {
  auto query =
      connection(tx).query("SELECT at FROM post_step WHERE post = ? AND step = 'hold' ORDER BY id DESC LIMIT 1");
  if (!query.bind(id).step()) return std::nullopt;
  return query.time(0);
}

void forget_sources(store::Transaction& tx, Timestamp before) {
  connection(tx)
      .query(
          "DELETE FROM source_note WHERE looked_at < ? AND NOT EXISTS (SELECT 1 FROM share WHERE share.uri ="
          " source_note.uri AND undone_at IS NULL) AND NOT EXISTS (SELECT 1 FROM post WHERE about = source_note.uri"
          " AND status NOT IN ('sent', 'withdrawn')) AND NOT EXISTS (SELECT 1 FROM permission WHERE permission.uri ="
          " source_note.uri AND ended_at IS NULL)")
      .bind(before)
      .run();
}

void erase_reasons(store::Transaction& tx, PostId id) {
  auto& db = connection(tx);
  db.query("UPDATE post_step SET reason = '' WHERE post = ?").bind(id).run();
  db.query("UPDATE post_release SET reason = '', review = '' WHERE post = ?").bind(id).run();
}

}  // namespace rows
}  // namespace chancery::speak
