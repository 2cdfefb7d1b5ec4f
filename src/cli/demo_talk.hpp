// The demo's talk: what invented people write to its account, and what its officers do about it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "activity/public_actors.hpp"
#include "answer/conversations.hpp"
#include "answer/intake.hpp"
#include "answer/placing.hpp"
#include "answer/workload.hpp"
#include "base/result.hpp"
#include "cli/demo_questions.hpp"
#include "cli/program.hpp"
#include "staff/users.hpp"

namespace chancery::cli {

// The demo's people who work here.
struct DemoStaff {
  staff::User visitor, editor, officer;
};
[[nodiscard]] std::optional<DemoStaff> demo_staff(store::Snapshot& snapshot);

struct DemoPerson {
  std::string name, handle;
};

struct DemoWords {
  std::string_view language, text;
  bool direct = false;
  activity::NoteId answers{};     // one of ours; none: it names us
  std::string_view hashtag = {};  // without '#'
};

// Messages are taken in and steps are taken as the server does it, at the times they are said to have been.
class DemoTalk {
 public:
  DemoTalk(Program& program, DemoStaff staff, activity::AccountId account);

  // What desks work by was changed.
  void reload();
  [[nodiscard]] Result<desk::ConversationId> receive(const DemoPerson& person, const DemoWords& words, Timestamp at);
  // What became of it. The editor's answers leave with the next sending.
  [[nodiscard]] Status settle(desk::ConversationId id, const DemoQuestion& question);
  // The same at a time that is past. What answers it then was said to few: a public answer leaves now.
  [[nodiscard]] Status settle_then(desk::ConversationId id, const DemoQuestion& question, Timestamp at);

  [[nodiscard]] const DemoStaff& staff() const { return staff_; }
  [[nodiscard]] activity::AccountId account() const { return account_; }
  [[nodiscard]] Timestamp now() const { return store_.clock().now(); }
  [[nodiscard]] answer::Acting acting() const { return {&staff_.visitor, now()}; }  // the visitor, who leads

 private:
  class NobodyIsRegistered final : public activity::PublicActors {
   public:
    [[nodiscard]] std::optional<activity::PublicActor> find(std::string_view, std::string_view) const override {
      return std::nullopt;
    }
  };

  activity::Note note_of(store::Transaction& tx, const DemoPerson& person, const DemoWords& words, Timestamp at);
  Status answer(store::Transaction& tx, const desk::Workplace& workplace, desk::ConversationId id,
                const DemoQuestion& question);
  Status answer_then(store::Transaction& tx, const desk::Workplace& workplace, desk::ConversationId id,
                     const DemoQuestion& question, Timestamp at);
  Status end(const answer::Step& step, desk::ConversationId id, const DemoQuestion& question);

  Program& program_;
  store::Store& store_;
  const DemoStaff staff_;
  const activity::AccountId account_;
  const answer::Urgency urgency_;
  answer::NoteReader reader_;
  const NobodyIsRegistered registered_;
  answer::Workplaces workplaces_;
  answer::Router sorter_{workplaces_};
};

}  // namespace chancery::cli
