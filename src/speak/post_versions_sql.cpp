#include <utility>

#include "speak/post_rows.hpp"
#include "store/sql.hpp"

namespace chancery::speak::rows {

using store::connection;

void put_version(store::Transaction& tx, const Post& post) {
  connection(tx)
      .query(
          "INSERT INTO post_version (post, version, body, digest, written_at, needed, more, cautions)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (post, version) DO UPDATE SET body = excluded.body,"
          " digest = excluded.digest, written_at = excluded.written_at, needed = excluded.needed,"
          " more = excluded.more, held_to = 0, cautions = excluded.cautions")
      .bind(post.id, post.version, write_body(post.body), post.digest, post.changed_at, post.approvals_asked,
            post.more_approvals, post.cautions)
      .run();
  auto& db = connection(tx);
  db.query("DELETE FROM post_picture WHERE post = ? AND version = ?").bind(post.id, post.version).run();
  const auto use = [&](MediaId media) {
    db.query("INSERT INTO post_picture (post, version, picture) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(post.id, post.version, media)
        .run();
  };
  for (const auto& picture : post.body.pictures) use(picture.media);
  for (const auto& part : post.body.following) {
    for (const auto& picture : part.pictures) use(picture.media);
  }
  const auto use_card = [&](const std::optional<PostCard>& card) {
    if (card && card->media) use(card->media);
  };
  use_card(post.body.card);
  for (const auto& part : post.body.following) use_card(part.card);
}

bool stand_as_sent(store::Transaction& tx, Post& post) {
  auto sent = version(tx, post.id, post.sent_version);
  if (!sent) return false;
  post.status = PostStatus::Sent;
  ++post.version;
  post.body = std::move(*sent);
  post.digest = digest_of(post.body);
  put_version(tx, post);
  post.sent_version = post.version;
  return true;
}

void erase_version(store::Transaction& tx, PostId id, int version, const PostBody& empty) {
  auto& db = connection(tx);
  db.query("UPDATE post_version SET body = ?, digest = '', cautions = '' WHERE post = ? AND version = ?")
      .bind(write_body(empty), id, version)
      .run();
  db.query("UPDATE post_approval SET digest = '' WHERE post = ? AND version = ?").bind(id, version).run();
  db.query("UPDATE post_release SET digest = '' WHERE post = ? AND version = ?").bind(id, version).run();
  db.query("DELETE FROM post_picture WHERE post = ? AND version = ?").bind(id, version).run();
}

void put_held_to(store::Transaction& tx, const Post& post) {
  connection(tx)
      .query("UPDATE post_version SET held_to = ? WHERE post = ? AND version = ?")
      .bind(post.approvals_needed, post.id, post.version)
      .run();
}

void put_cautions(store::Transaction& tx, PostId id, int version, std::string_view cautions) {
  connection(tx)
      .query("UPDATE post_version SET cautions = ? WHERE post = ? AND version = ?")
      .bind(cautions, id, version)
      .run();
}

void add_writer(store::Transaction& tx, PostId id, int version, staff::UserId user) {
  connection(tx)
      .query("INSERT INTO post_writer (post, version, user) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
      .bind(id, version, user)
      .run();
}

void inherit_writers(store::Transaction& tx, PostId id, int from, int to) {
  connection(tx)
      .query(
          "INSERT INTO post_writer (post, version, user)"
          " SELECT post, ?, user FROM post_writer WHERE post = ? AND version = ?")
      .bind(to, id, from)
      .run();
}

void add_approval(store::Transaction& tx, const Post& post, const Approval& approval) {
  connection(tx)
      .query("INSERT INTO post_approval (post, version, user, digest, at) VALUES (?, ?, ?, ?, ?)")
      .bind(post.id, post.version, approval.user, post.digest, approval.at)
      .run();
}

void forget_approvals(store::Transaction& tx, PostId id, int version) {
  connection(tx).query("DELETE FROM post_approval WHERE post = ? AND version = ?").bind(id, version).run();
}

void put_release(store::Transaction& tx, const Post& post) {
  const auto& release = *post.release;
  connection(tx)
      .query(
          "INSERT INTO post_release (post, version, digest, missing, user, at, reason, reviewed_by, reviewed_at, "
          "review)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (post, version) DO UPDATE SET"
          " reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at, review = excluded.review")
      .bind(post.id, release.version, release.digest, release.approvals_missing, release.by, release.at, release.reason,
            release.reviewed_by, release.reviewed_at, release.review)
      .run();
}

bool released(store::Transaction& tx, PostId id, int version) {
  auto query = connection(tx).query("SELECT 1 FROM post_release WHERE post = ? AND version = ?");
  return query.bind(id, version).step();
}

void forget_release(store::Transaction& tx, PostId id, int version) {
  connection(tx).query("DELETE FROM post_release WHERE post = ? AND version = ?").bind(id, version).run();
}

}  // namespace chancery::speak::rows
