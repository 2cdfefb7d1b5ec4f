#include "speak/deleting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "speak/account_rights.hpp"
#include "speak/link_card.hpp"
#include "speak/post_rows.hpp"
#include "speak/post_step.hpp"
#include "speak/statements.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::speak {
namespace {

constexpr std::size_t kTogether = 50;  // notes, in one transaction

std::vector<activity::NoteId> notes_of_post(store::Transaction& tx, const Post& post) {
  if (!post.body.answers.empty()) return rows::copies_sent(tx, post.id);
  auto notes = post.following;
  if (post.note) notes.insert(notes.begin(), post.note);
  return notes;
}

Result<activity::Note> note_of_ours(store::Transaction& tx, activity::NoteId id, const staff::User& by) {
  auto note = store::note_by_id(tx, id);
  if (!note || !note->account) return fail(Errc::NotFound, "there is no such note of ours");
  if (auto allowed = require(tx, by, note->account, AccountRight::Publish); !allowed) return fail(allowed.error());
  return std::move(*note);
}

// Gives whether it was still there.
Result<bool> remove(store::Transaction& tx, const Publisher& publisher, const activity::Note& note,
                    const staff::User& by, std::string_view reason, Timestamp now) {
  if (auto words = check_reason(reason); !words) return fail(words.error());
  if (note.deleted) return false;
  if (auto told = record_statement(tx, publisher, proof::Kind::Removed, note, now); !told) return fail(told.error());
  store::bury_note(tx, note.id, now);
  rows::erase_note_versions(tx, note.id);
  rows::erase_card(tx, note.id);
  const json::Object facts{{"note", note.id.value}, {"account", note.account.value}};
  store::append_event(tx, activity::events::kNoteDeleted, facts);
  staff::append_audit(tx, now, staff::audit_actor(by), "note.delete",
                      fmt::format("note:{} {}", note.id.text(), reason));
  return true;
}

// The post's own record tells who took it back; with the last of its notes the post is over, and a change that waited
// is given up.
void record(store::Transaction& tx, Post post, const staff::User& by, std::string_view reason, Timestamp now) {
  rows::append_step(tx, post.id,
                    {.at = now,
                     .actor = staff::audit_actor(by),
                     .step = "delete",
                     .version = post.sent_version,
                     .reason = std::string(reason)});
  const auto stands = [&](activity::NoteId id) {
    const auto note = store::note_by_id(tx, id);
    return note && !note->deleted;
  };
  auto notes = notes_of_post(tx, post);
  std::erase_if(notes, std::not_fn(stands));
  if (post.body.answers.empty()) store::put_thread(tx, notes);  // the first that is left leads
  if (!notes.empty() || post.sent_version == 0) return;         // something stands, or is still to leave
  if (post.version != post.sent_version) {
    rows::forget_release(tx, post.id, post.version);
    static_cast<void>(rows::stand_as_sent(tx, post));  // erased words need not stand again
  }
  post.status = PostStatus::Deleted;
  post.scheduled.reset();
  post.zone.clear();
  post.leaves_at.reset();
  post.removed_at = now;
  post.changed_at = now;
  rows::put_state(tx, post);
}

}  // namespace

Status delete_note(store::Store& store, const Publisher& publisher, activity::NoteId id, const staff::User& by,
                   std::string_view reason) {
  return store.write_now([&](store::Transaction& tx) -> Status {
    const auto note = note_of_ours(tx, id, by);
    if (!note) return fail(note.error());
    const auto now = store.clock().now();
    const auto removed = remove(tx, publisher, *note, by, reason, now);
    if (!removed) return fail(removed.error());
    auto post = *removed ? rows::post_of_note(tx, id) : std::nullopt;
    if (post) record(tx, std::move(*post), by, reason, now);
    return {};
  });
}

Status delete_post(store::Store& store, const Publisher& publisher, PostId id, const staff::User& by,
                   std::string_view reason) {
  std::vector<activity::NoteId> notes;
  auto found = store.write_now([&](store::Transaction& tx) -> Status {
    const auto post = rows::post(tx, id);
    if (!post) return fail(Errc::NotFound, "there is no such post");
    notes = notes_of_post(tx, *post);
    if (!notes.empty()) return {};
    return fail(Errc::Conflict, "the post was never sent", "This post was never sent: withdraw it instead.");
  });
  if (!found) return found;
  // A thread goes whole; one text to many in slices.
  std::ranges::reverse(notes);
  bool stood = false;
  for (std::size_t from = 0; from < notes.size(); from += kTogether) {
    const auto some = std::span(notes).subspan(from, std::min(kTogether, notes.size() - from));
    const bool last = from + some.size() == notes.size();
    const auto done = store.write_now([&](store::Transaction& tx) -> Status {
      const auto now = store.clock().now();
      for (const auto part : some) {
        const auto note = note_of_ours(tx, part, by);
        if (!note) return fail(note.error());
        const auto removed = remove(tx, publisher, *note, by, reason, now);
        if (!removed) return fail(removed.error());
        stood = stood || *removed;
      }
      auto post = last && stood ? rows::post(tx, id) : std::nullopt;
      if (post) record(tx, std::move(*post), by, reason, now);
      return {};
    });
    if (!done) return done;
  }
  return {};
}

}  // namespace chancery::speak
