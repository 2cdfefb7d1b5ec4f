#include "answer/crises.hpp"

#include <fmt/format.h>

#include "activity/events.hpp"
#include "answer/crisis_rows.hpp"
#include "answer/crisis_words.hpp"
#include "answer/fire_rows.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::answer {
namespace {

namespace events = activity::events;

constexpr std::array<std::string_view, 6> kEntryKinds{"decision", "fact", "hold", "line", "post", "note"};

void tell_crisis(store::Transaction& tx, std::string_view event, std::string_view action, CrisisId id,
                 const staff::User& by, Timestamp now, json::Object facts = {}) {
  facts["crisis"] = id.value;
  store::append_event(tx, event, facts);
  staff::append_audit(tx, now, staff::audit_actor(by), action, "crisis:" + id.text());
}

Result<Crisis> find_open(store::Transaction& tx, CrisisId id) {
  auto crisis = rows::crisis(tx, id);
  if (!crisis) return fail(Errc::NotFound, "there is no such crisis");
  if (crisis->closed_at) return fail(Errc::Conflict, "the crisis is closed", "This crisis is closed: open another.");
  return std::move(*crisis);
}

CrisisEntry write_entry(store::Transaction& tx, CrisisId id, EntryKind kind, std::string_view words,
                        std::int64_t subject, const staff::User& by, Timestamp now) {
  CrisisEntry entry{0, now, by.id, kind, std::string(words), subject};
  entry.id = rows::insert_entry(tx, id, entry);
  return entry;
}

}  // namespace

std::string_view to_string(EntryKind kind) {
  return kEntryKinds.at(static_cast<std::size_t>(kind));
}

Result<EntryKind> parse_entry_kind(std::string_view text) {
  for (std::size_t i = 0; i < kEntryKinds.size(); ++i) {
    if (kEntryKinds[i] == text) return static_cast<EntryKind>(i);
  }
  return fail(Errc::Invalid, "kind: decision, fact, hold, line, post or note");
}

Result<Crisis> open_crisis(store::Transaction& tx, CrisisId id, std::string_view title, activity::NoteId note,
                           const staff::User& by, Timestamp now) {
  if (auto words = check_words("title", title, kMaxCrisisTitle); !words) return fail(words.error());
  if (note) {
    const auto ours = store::note_by_id(tx, note);
    if (!ours || !ours->account) return fail(Errc::Invalid, "note: is none of ours");
  }
  Crisis crisis{.id = id, .title = std::string(title), .opened_by = by.id, .opened_at = now, .note = note};
  rows::insert_crisis(tx, crisis);
  if (note) rows::put_crisis_of_alerts(tx, note, crisis.id);
  tell_crisis(tx, events::kCrisisOpened, "crisis.open", crisis.id, by, now);
  return crisis;
}

Result<CrisisEntry> add_entry(store::Transaction& tx, CrisisId id, EntryKind kind, std::string_view words,
                              std::int64_t subject, const staff::User& by, Timestamp now) {
  if (auto open = find_open(tx, id); !open) return fail(open.error());
  if (auto said = check_words("words", words, kMaxCrisisWords); !said) return fail(said.error());
  auto entry = write_entry(tx, id, kind, words, subject, by, now);
  tell_crisis(tx, events::kCrisisChanged, fmt::format("crisis.{}", to_string(kind)), id, by, now,
              {{"entry", entry.id}, {"kind", to_string(kind)}});
  return entry;
}

Result<Crisis> close_crisis(store::Transaction& tx, CrisisId id, std::string_view words, const staff::User& by,
                            Timestamp now) {
  auto crisis = rows::crisis(tx, id);
  if (!crisis) return fail(Errc::NotFound, "there is no such crisis");
  if (crisis->closed_at) return std::move(*crisis);
  if (auto said = check_words("words", words, kMaxCrisisWords); !said) return fail(said.error());
  write_entry(tx, id, EntryKind::Decision, words, 0, by, now);
  crisis->closed_by = by.id;
  crisis->closed_at = now;
  rows::close_crisis(tx, *crisis);
  tell_crisis(tx, events::kCrisisClosed, "crisis.close", id, by, now);
  return std::move(*crisis);
}

}  // namespace chancery::answer
