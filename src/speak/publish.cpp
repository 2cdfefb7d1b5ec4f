#include "speak/publish.hpp"

#include <chrono>
#include <utility>

#include "activity/events.hpp"
#include "speak/publish_keys.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "text/html.hpp"

namespace chancery::speak {
namespace {

constexpr std::chrono::hours kKeysKept{7 * 24};
constexpr std::size_t kMaxKey = 200;

json::Object facts_of(const activity::Note& note) {
  return {{"note", note.id.value}, {"account", note.account.value}};
}

Status check(const Draft& draft) {
  if (draft.text.size() > kMaxBytes) return fail(Errc::Invalid, "text: longer than 64 KiB");
  if (auto words = check_words("text", draft.text, kMaxCharacters); !words) return words;
  if (auto language = check_language(draft.language); !language) return language;
  if (draft.idempotency_key.empty() || draft.idempotency_key.size() > kMaxKey) {
    return fail(Errc::Invalid, "Idempotency-Key: give one of 1 to 200 characters");
  }
  return {};
}

// Fails with Errc::NotFound when the parent is not there or was deleted.
Status set_parent(store::Transaction& tx, activity::NoteId parent, activity::Note& note) {
  if (!parent) return {};
  const auto found = store::note_by_id(tx, parent);
  if (!found || found->deleted) return fail(Errc::NotFound, "in_reply_to: there is no such note");
  note.in_reply_to = found->uri;
  if (found->account) note.in_reply_to_note = found->id;
  // An answer is never more public than what it answers.
  note.visibility = found->visibility;
  if (found->actor && found->visibility == activity::Visibility::Followers) {
    note.visibility = activity::Visibility::Direct;  // the stranger's followers are not ours
  }
  return {};
}

}  // namespace

Result<activity::Note> publish(store::Store& store, const activity::Addresses& addresses, const Draft& draft,
                               const std::string& by) {
  if (const auto sound = check(draft); !sound) return fail(sound.error());
  activity::Note note;
  note.id = store.ids().make<activity::NoteId>();
  note.uri = addresses.note(note.id);
  note.url = note.uri;
  note.account = draft.account;
  note.attributed_to = addresses.actor(draft.account);
  note.content = text::to_html(draft.text);
  note.language = draft.language;
  note.published = store.clock().now();
  note.received = note.published;
  return store.write_now([&](store::Transaction& tx) -> Result<activity::Note> {
    if (const auto before = published_under(tx, by, draft.idempotency_key)) {
      auto known = store::note_by_id(tx, *before);
      if (known) return std::move(*known);
    }
    if (!store::account_by_id(tx, draft.account)) return fail(Errc::NotFound, "there is no such account");
    if (const auto parent = set_parent(tx, draft.in_reply_to, note); !parent) return fail(parent.error());
    if (const auto inserted = store::insert_note(tx, note); !inserted) return fail(inserted.error());
    keep_publish_key(tx, by, draft.idempotency_key, note.id, note.published, note.published - kKeysKept);
    store::append_event(tx, activity::events::kNotePublished, facts_of(note));
    staff::append_audit(tx, note.published, by, "note.publish", "note:" + note.id.text());
    return note;
  });
}

Status delete_note(store::Store& store, activity::NoteId id, const std::string& by) {
  return store.write_now([&](store::Transaction& tx) -> Status {
    const auto note = store::note_by_id(tx, id);
    if (!note || !note->account) return fail(Errc::NotFound, "there is no such note of ours");
    if (note->deleted) return {};
    store::bury_note(tx, id);
    store::append_event(tx, activity::events::kNoteDeleted, facts_of(*note));
    staff::append_audit(tx, store.clock().now(), by, "note.delete", "note:" + id.text());
    return {};
  });
}

}  // namespace chancery::speak
