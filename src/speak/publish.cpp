#include "speak/publish.hpp"

#include <chrono>
#include <utility>

#include "activity/events.hpp"
#include "speak/post_rows.hpp"
#include "speak/publish_keys.hpp"
#include "speak/sending.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

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

PostBody body_of(const Draft& draft) {
  PostBody body;
  body.account = draft.account;
  body.texts = {{draft.language, draft.text, {}}};
  body.in_reply_to = draft.in_reply_to;
  return body;
}

}  // namespace

Result<activity::Note> publish(store::Store& store, const activity::Addresses& addresses, const Draft& draft,
                               const std::string& by) {
  if (const auto sound = check(draft); !sound) return fail(sound.error());
  const auto id = store.ids().make<activity::NoteId>();
  const auto now = store.clock().now();
  return store.write_now([&](store::Transaction& tx) -> Result<activity::Note> {
    if (const auto before = published_under(tx, by, draft.idempotency_key)) {
      auto known = store::note_by_id(tx, *before);
      if (known) return std::move(*known);
    }
    if (!store::account_by_id(tx, draft.account)) return fail(Errc::NotFound, "there is no such account");
    auto note = note_of(tx, addresses, body_of(draft), id, now);
    if (!note) return note;
    if (const auto inserted = store::insert_note(tx, *note); !inserted) return fail(inserted.error());
    rows::put_note_version(tx, *note, 1, now);
    keep_publish_key(tx, by, draft.idempotency_key, id, now, now - kKeysKept);
    store::append_event(tx, activity::events::kNotePublished, facts_of(*note));
    staff::append_audit(tx, now, by, "note.publish", "note:" + id.text());
    return note;
  });
}

Status delete_note(store::Store& store, activity::NoteId id, const std::string& by) {
  return store.write_now([&](store::Transaction& tx) -> Status {
    const auto note = store::note_by_id(tx, id);
    if (!note || !note->account) return fail(Errc::NotFound, "there is no such note of ours");
    if (note->deleted) return {};
    store::bury_note(tx, id);
    rows::erase_note_versions(tx, id);
    store::append_event(tx, activity::events::kNoteDeleted, facts_of(*note));
    staff::append_audit(tx, store.clock().now(), by, "note.delete", "note:" + id.text());
    return {};
  });
}

}  // namespace chancery::speak
