#include "speak/deleting.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <span>
#include <utility>

#include "activity/events.hpp"
#include "speak/account_rights.hpp"
#include "speak/link_card.hpp"
#include "speak/post_rows.hpp"
#include "speak/statements.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::speak {
namespace {

constexpr std::size_t kMaxReason = 1'000;  // characters
constexpr std::size_t kTogether = 50;      // notes, in one transaction

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

Status remove(store::Transaction& tx, const Publisher& publisher, const activity::Note& note, const staff::User& by,
              std::string_view reason, Timestamp now) {
  if (auto words = check_words("reason", reason, kMaxReason); !words) return words;
  if (note.deleted) return {};
  if (auto told = record_statement(tx, publisher, proof::Kind::Removed, note, now); !told) return told;
  store::bury_note(tx, note.id);
  rows::erase_note_versions(tx, note.id);
  rows::erase_card(tx, note.id);
  const json::Object facts{{"note", note.id.value}, {"account", note.account.value}};
  store::append_event(tx, activity::events::kNoteDeleted, facts);
  staff::append_audit(tx, now, staff::audit_actor(by), "note.delete",
                      fmt::format("note:{} {}", note.id.text(), reason));
  return {};
}

}  // namespace

Status delete_note(store::Store& store, const Publisher& publisher, activity::NoteId id, const staff::User& by,
                   std::string_view reason) {
  return store.write_now([&](store::Transaction& tx) -> Status {
    const auto note = note_of_ours(tx, id, by);
    if (!note) return fail(note.error());
    return remove(tx, publisher, *note, by, reason, store.clock().now());
  });
}

Status delete_post(store::Store& store, const Publisher& publisher, PostId id, const staff::User& by,
                   std::string_view reason) {
  std::vector<activity::NoteId> notes;
  const auto found = store.write_now([&](store::Transaction& tx) -> Status {
    const auto post = rows::post(tx, id);
    if (!post) return fail(Errc::NotFound, "there is no such post");
    notes = notes_of_post(tx, *post);
    if (!notes.empty()) return {};
    return fail(Errc::Conflict, "the post was never sent", "This post was never sent: withdraw it instead.");
  });
  if (!found) return found;
  // A thread goes whole; one text to many in slices.
  std::ranges::reverse(notes);
  for (std::size_t from = 0; from < notes.size(); from += kTogether) {
    const auto some = std::span(notes).subspan(from, std::min(kTogether, notes.size() - from));
    const auto removed = store.write_now([&](store::Transaction& tx) -> Status {
      for (const auto part : some) {
        const auto note = note_of_ours(tx, part, by);
        if (!note) return fail(note.error());
        if (auto gone = remove(tx, publisher, *note, by, reason, store.clock().now()); !gone) return gone;
      }
      return {};
    });
    if (!removed) return removed;
  }
  return {};
}

}  // namespace chancery::speak
