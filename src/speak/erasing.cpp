#include "speak/erasing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "speak/post_rows.hpp"
#include "speak/post_step.hpp"
#include "staff/audit.hpp"
#include "store/notes.hpp"

namespace chancery::speak {
namespace {

std::vector<PostText> without_words(const std::vector<PostText>& texts) {
  std::vector<PostText> empty;
  empty.reserve(texts.size());
  for (const auto& text : texts) empty.push_back({.language = text.language, .markdown = {}, .warning = {}});
  return empty;
}

// Whose it was, for whom, in which languages: all that stays.
PostBody without_words(const PostBody& body) {
  PostBody empty{.account = body.account,
                 .texts = without_words(body.texts),
                 .visibility = body.visibility,
                 .policy = body.policy,
                 .hand = body.hand,
                 .sensitive = body.sensitive,
                 .answers = body.answers};
  for (const auto& part : body.following) empty.following.push_back({without_words(part.texts), {}, {}});
  return empty;
}

Status check_gone(store::Transaction& tx, activity::NoteId id) {
  const auto note = store::note_by_id(tx, id);
  if (!note || !note->account) return fail(Errc::NotFound, "there is no such note of ours");
  if (note->deleted) return {};
  return fail(Errc::Conflict, fmt::format("note {} stands", id.text()),
              fmt::format("the note {} stands: delete it first, on the page of its account", id.text()));
}

void erase_versions(store::Transaction& tx, const Post& post) {
  for (int version = 1; version <= post.version; ++version) {
    if (const auto body = rows::version(tx, post.id, version)) {
      rows::erase_version(tx, post.id, version, without_words(*body));
    }
  }
}

Status erase_post(store::Transaction& tx, const Post& post) {
  auto notes = post.body.answers.empty() ? post.following : rows::copies_sent(tx, post.id);
  if (post.note) notes.push_back(post.note);
  for (const auto note : notes) {
    if (auto gone = check_gone(tx, note); !gone) return gone;
  }
  erase_versions(tx, post);
  return {};
}

}  // namespace

Status erase_post_texts(store::Transaction& tx, PostId id) {
  const auto post = rows::post(tx, id);
  if (!post) return fail(Errc::NotFound, "there is no such post");
  const bool over =
      post->status == PostStatus::Sent || post->status == PostStatus::Withdrawn || post->status == PostStatus::Deleted;
  if (!over) {
    return fail(Errc::Conflict, "the post is under way", "This post has not been sent: withdraw it first.");
  }
  auto notes = post->following;
  if (post->note) notes.push_back(post->note);
  for (const auto note : notes) rows::erase_note_versions(tx, note);
  for (const auto note : rows::copies_sent(tx, id)) rows::erase_note_versions(tx, note);
  erase_versions(tx, *post);
  rows::erase_reasons(tx, id);
  return {};
}

Status give_up_post(store::Transaction& tx, PostId id, Timestamp now) {
  auto post = rows::post(tx, id);
  if (!post) return fail(Errc::NotFound, "there is no such post");
  if (!has_left(*post) && post->status != PostStatus::Withdrawn) {
    post->leaves_at.reset();
    rows::forget_release(tx, id, post->version);
    if (!post->note) {
      post->status = PostStatus::Withdrawn;
    } else if (!rows::stand_as_sent(tx, *post)) {
      return fail(Errc::Internal, "the version that was sent is gone");
    }
    post->changed_at = now;
    rows::put_state(tx, *post);
    rows::append_step(tx, id,
                      {.at = now, .actor = "system", .step = "withdraw", .version = post->version, .reason = {}});
    staff::append_audit(tx, now, "system", "post.withdraw", "post:" + id.text());
  }
  return erase_post_texts(tx, id);
}

Status erase_words(store::Transaction& tx, const Publisher& publisher, activity::NoteId id, std::string_view reason,
                   std::string_view by, Timestamp now) {
  if (auto words = check_reason(reason); !words) return words;
  if (auto gone = check_gone(tx, id); !gone) return gone;
  if (const auto post = rows::post_of_note(tx, id)) {
    if (auto erased = erase_post(tx, *post); !erased) return erased;
  }
  // A note for followers alone has no leaf.
  auto forgotten = publisher.log.erase(tx, publisher.addresses.note(id), now);
  if (!forgotten && forgotten.error().code != Errc::NotFound) return forgotten;
  staff::append_audit(tx, now, by, "note.erase", fmt::format("note:{} {}", id.text(), reason));
  return {};
}

}  // namespace chancery::speak
