// What happens on the desk's stage by itself, as time goes by: sessions open and close, and what is over its time is
// forgotten.
#pragma once

#include <chrono>
#include <string>

#include "answer/internal_notes.hpp"
#include "answer/qa.hpp"
#include "answer/retention.hpp"
#include "speak/erasing.hpp"

#include "desk_stage.hpp"

namespace chancery::test {

class Later {
 public:
  explicit Later(DeskStage& stage) : stage_(stage) {}

  // The hourly pass of retention comes by at the end of them.
  void days(std::chrono::days days) {
    auto& bed = stage_.bed();
    bed.clock.advance(days);
    const answer::Retention::Hooks hooks{
        .trusts = [] { return true; },
        .erase_post = [&](store::Transaction& tx,
                          std::int64_t post) { return speak::give_up_post(tx, speak::PostId{post}, bed.clock.now()); }};
    const auto done = answer::Retention(*bed.store, bed.workplaces, hooks).run(bed.clock.now(), {});
    if (!done) throw Wrong(done.error().detail);
  }
  // On the day the clock stands on; what is due by then is done.
  void time(Timestamp at) {
    stage_.at(at);
    answer::QaKeeper keeper(*stage_.bed().store, stage_.bed().workplaces, stage_.sorter());
    for (bool more = true; more;) {
      const auto done = keeper.step(stage_.bed().clock.now(), true);
      if (!done) throw Wrong(done.error().detail);
      more = *done > 0;
    }
  }

  // Whose a message was and what it said, as far as anything is left of it: "" of nobody who said nothing.
  [[nodiscard]] std::string left_of(const std::string& words) {
    const auto note = stage_.note_of(words);
    return stage_.bed().store->read([&](store::Snapshot& snapshot) {
      std::string left;
      if (const auto kept = store::note_by_id(snapshot, note)) left = kept->attributed_to + kept->content;
      const auto c = answer::conversation(snapshot, answer::conversation_of_note(snapshot, note));
      if (const auto person = c ? answer::person_of(snapshot, *c) : std::nullopt) left += person->acct;
      if (c) {
        for (const auto& one : answer::notes_of(snapshot, c->id)) left += one.words;
        left += c->outcome_detail;
      }
      return left;
    });
  }

 private:
  DeskStage& stage_;
};

}  // namespace chancery::test
