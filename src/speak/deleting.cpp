#include "speak/deleting.hpp"

#include <fmt/format.h>

#include "activity/events.hpp"
#include "speak/account_rights.hpp"
#include "speak/post_rows.hpp"
#include "speak/statements.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::speak {
namespace {

constexpr std::size_t kMaxReason = 1'000;  // characters

}  // namespace

Status delete_note(store::Store& store, const Publisher& publisher, activity::NoteId id, const staff::User& by,
                   std::string_view reason) {
  return store.write_now([&](store::Transaction& tx) -> Status {
    const auto note = store::note_by_id(tx, id);
    if (!note || !note->account) return fail(Errc::NotFound, "there is no such note of ours");
    if (auto allowed = require(tx, by, note->account, AccountRight::Publish); !allowed) return allowed;
    if (auto words = check_words("reason", reason, kMaxReason); !words) return words;
    if (note->deleted) return {};
    const auto now = store.clock().now();
    if (auto told = record_statement(tx, publisher, proof::Kind::Removed, *note, now); !told) return told;
    store::bury_note(tx, id);
    rows::erase_note_versions(tx, id);
    const json::Object facts{{"note", note->id.value}, {"account", note->account.value}};
    store::append_event(tx, activity::events::kNoteDeleted, facts);
    staff::append_audit(tx, now, staff::audit_actor(by), "note.delete", fmt::format("note:{} {}", id.text(), reason));
    return {};
  });
}

}  // namespace chancery::speak
