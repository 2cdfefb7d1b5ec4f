#include <algorithm>
#include <utility>

#include "answer/append.hpp"
#include "answer/conversations.hpp"
#include "answer/internal_notes.hpp"
#include "answer/notices.hpp"
#include "answer/search.hpp"
#include "store/sql.hpp"
#include "text/segment.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

Status check(store::Transaction& tx, const NewNote& note) {
  const bool sound = text::is_valid_utf8(note.words) && text::count_characters(note.words) <= kMaxNote;
  if (note.words.empty() || !sound) return fail(Errc::Invalid, "no note", "words: 1 to 5000 characters");
  if (note.mentions.size() > kMaxNamed) return fail(Errc::Invalid, "too many named", "mentions: at most 20 people");
  for (const auto user : note.mentions) {
    const auto found = staff::user_by_id(tx, user);
    if (!found || found->ended_at || !staff::can(found->role, staff::Action::ReadDesk)) {
      return fail(Errc::Invalid, "nobody to name", "mentions: one of them cannot read conversations");
    }
  }
  return {};
}

void name(store::Transaction& tx, const Step& step, const Conversation& c, const NewNote& note, staff::UserId user) {
  auto& db = store::connection(tx);
  db.query("INSERT INTO note_mention (internal_note, user) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .bind(note.id, user)
      .run();
  db.query("INSERT INTO conversation_reader (conversation, user) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .bind(c.id, user)
      .run();
  put_notice(tx, {.user = user,
                  .kind = NoticeKind::Mention,
                  .conversation = c.id,
                  .other = note.id,
                  .by = step.by.id,
                  .at = step.now});
}

}  // namespace

Result<Conversation> add_note(const Step& step, ConversationId id, const NewNote& note) {
  auto c = conversation_for(step.tx, id, step.by, staff::DeskAction::Work);
  if (!c) return c;
  if (auto sound = check(step.tx, note); !sound) return fail(sound.error());
  store::connection(step.tx)
      .query("INSERT INTO internal_note (id, conversation, author, at, words) VALUES (?, ?, ?, ?, ?)")
      .bind(note.id, id, step.by.id, step.now, note.words)
      .run();
  for (const auto user : note.mentions) name(step.tx, step, *c, note, user);
  index_note(step.tx, *c, note.id, text::Segmenter().search_words(note.words));
  desk::Event event;
  event.kind = desk::EventKind::Noted;
  event.at = step.now;
  return append(step.tx, step.workplace, id, Record{.event = event, .other = note.id}, {&step.by, step.now});
}

std::vector<InternalNote> notes_of(store::Snapshot& snapshot, ConversationId id) {
  std::vector<InternalNote> notes;
  auto query = store::connection(snapshot).query(
      "SELECT id, author, at, words FROM internal_note WHERE conversation = ? ORDER BY id");
  query.bind(id);
  while (query.step()) {
    notes.push_back({query.integer(0), query.id<staff::UserId>(1), query.time(2), query.text(3), {}});
  }
  for (auto& note : notes) {
    auto mentions =
        store::connection(snapshot).query("SELECT user FROM note_mention WHERE internal_note = ? ORDER BY user");
    mentions.bind(note.id);
    while (mentions.step()) note.mentions.push_back(mentions.id<staff::UserId>(0));
  }
  return notes;
}

}  // namespace chancery::answer
