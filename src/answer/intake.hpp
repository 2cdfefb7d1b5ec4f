// From the log to the inbox: each note by which a stranger speaks to us becomes a message of exactly one conversation,
// whether it was sent to us or found.
//
// A reader of the log that works exactly once (store::Consumer, named kConsumer). What takes time is read before the
// write (`prepare`); on the writer only rows are written. A message of which nothing can be made out is no failure: it
// goes to the front desk, marked unsorted. Where there is no desk at all, the backfill is told to come back for it.
#pragma once

#include <map>
#include <span>
#include <string_view>

#include "activity/addresses.hpp"
#include "activity/public_actors.hpp"
#include "answer/append.hpp"
#include "answer/note_reader.hpp"
#include "answer/receiving.hpp"
#include "answer/sorting.hpp"
#include "answer/workplaces.hpp"
#include "base/ids.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// Thread safety: run by one named thread.
class Intake {
 public:
  static constexpr std::string_view kConsumer = "answer";

  explicit Intake(const Incoming& incoming)
      : incoming_(incoming), reader_(incoming.languages, incoming.agenda, incoming.urgency) {}

  // Outside the writer: language, topics, words.
  void prepare(std::span<const store::Event> events);
  // In the write that moves the cursor. Idempotent.
  [[nodiscard]] Status handle(store::Transaction& tx, const store::Event& event);

 private:
  [[nodiscard]] Status received(store::Transaction& tx, activity::NoteId note);
  [[nodiscard]] Status rewritten(store::Transaction& tx, activity::NoteId note);
  // `alone`: it says nothing of her account, though the note is gone.
  [[nodiscard]] Status withdrawn(store::Transaction& tx, activity::NoteId note, Timestamp at, bool alone);
  [[nodiscard]] Status screened(store::Transaction& tx, activity::NoteId note, activity::ActorId actor, Timestamp at);
  [[nodiscard]] const Said& said_of(const activity::Note& note);

  const Incoming incoming_;
  NoteReader reader_;
  std::map<activity::NoteId, Said> prepared_;  // of the batch under way
};

}  // namespace chancery::answer
