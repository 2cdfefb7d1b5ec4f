// Question-and-answer sessions: announced for a time, with a queue of questions and a transcript, beside the dialogue
// that is always on.
//
//   announced ──(its time, or a lead)──> open ──(its time, or a lead)──> closed        announced, open ──> called off
//
// A question is a conversation that joined the session (`JoinedQa`); it lies in the queue of the session's desk or with
// somebody, like any other, by the same events and under the same clocks. Its state here follows those events. When a
// session is over, what nobody has in hand is routed anew (`LeftQa`, `Routed`) and stays a question of the session in
// every figure.
//
// What joins: a message said to everybody that answers the announcement's thread, from the announcement on; and while
// the session is open, one that carries its hashtag. A message that says something grave goes the usual way: no session
// makes it wait.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "answer/sorting.hpp"
#include "answer/workplaces.hpp"
#include "store/store.hpp"

namespace chancery::answer {

using QaId = Id<struct QaTag>;

inline constexpr std::size_t kMaxQaTitle = 120;    // characters
inline constexpr std::size_t kMaxQaHashtag = 100;  // characters
inline constexpr std::size_t kMaxQaLanguages = 12;
inline constexpr std::chrono::days kLongestQa{7};

enum class QaState { Announced, Open, Closed, CalledOff };
[[nodiscard]] std::string_view to_string(QaState state);  // "called_off"

struct Qa {
  QaId id;
  activity::AccountId account;
  DeskId desk;
  std::string title;
  std::vector<std::string> languages;  // BCP 47: in which questions are answered
  std::string hashtag;                 // without '#', as written
  Timestamp starts_at;
  Timestamp ends_at;
  std::string zone;               // IANA: in which its times were announced
  activity::NoteId announcement;  // of ours, public; none: not yet
  QaState state = QaState::Announced;
  [[nodiscard]] bool over() const { return state == QaState::Closed || state == QaState::CalledOff; }
};

// Of the session's desk, each in the caller's transaction, audited ("qa.announce", …) and told in the log (QaChanged).
// Fail with Errc::NotFound where she does not read there, Forbidden without `lead` (place_question: `work`), Conflict
// where the session stands elsewhere meanwhile, Invalid with the field's name.
[[nodiscard]] Result<Qa> announce_qa(store::Transaction& tx, const Qa& qa, const Acting& acting);
// All of it but its account, its desk and its state; one that is open keeps its start. One that is over stays as it is.
[[nodiscard]] Result<Qa> change_qa(store::Transaction& tx, const Qa& qa, const Acting& acting);
[[nodiscard]] Result<Qa> open_qa(store::Transaction& tx, QaId id, const Acting& acting);      // before its time
[[nodiscard]] Result<Qa> close_qa(store::Transaction& tx, QaId id, const Acting& acting);     // likewise
[[nodiscard]] Result<Qa> call_off_qa(store::Transaction& tx, QaId id, const Acting& acting);  // announced or open
// To this place among those that wait, 1 being the next; past the last is the last.
[[nodiscard]] Status place_question(store::Transaction& tx, QaId id, ConversationId question, std::int64_t position,
                                    const Acting& acting);

enum class QuestionState {
  Queued,    // waits for somebody
  Taken,     // somebody has it
  Answered,  // an answer of ours stands
  Left,      // closed without one, or gone to another desk
};
[[nodiscard]] std::string_view to_string(QuestionState state);

struct Question {
  ConversationId conversation;
  std::int64_t position = 0;
  QuestionState state = QuestionState::Queued;
};
struct QaFigures {
  std::int64_t asked = 0, queued = 0, taken = 0, answered = 0, left = 0;
};

[[nodiscard]] std::optional<Qa> qa_by_id(store::Snapshot& snapshot, QaId id);
// Of these desks, the latest first.
[[nodiscard]] std::vector<Qa> qas_of(store::Snapshot& snapshot, std::span<const DeskId> desks, std::size_t limit = 100);
// Those that wait in their order, then the others as they came.
[[nodiscard]] std::vector<Question> questions_of(store::Snapshot& snapshot, QaId id, std::size_t limit = 1'000);
[[nodiscard]] QaFigures figures_of(store::Snapshot& snapshot, QaId id);

// What everybody may read of it: questions and what we answered, by the notes they are. What was said to few, what its
// author took back and what is kept back is not among them, nor is a question without an answer.
struct QaExchange {
  ConversationId conversation;
  struct Part {
    activity::Note note;
    bool ours = false;
  };
  std::vector<Part> parts;  // by time; the first is hers
};
// By the time of the question; those asked before the session's end.
[[nodiscard]] std::vector<QaExchange> transcript_of(store::Snapshot& snapshot, const Qa& qa, std::size_t limit = 500);

// For the intake. The session this message joins, if any.
struct Asking {
  const activity::Note& note;
  int urgency = 0;
  std::string_view root;                          // of its thread
  std::span<const activity::AccountId> accounts;  // of ours, to whom it speaks
};
[[nodiscard]] std::optional<Qa> session_for(store::Transaction& tx, const Asking& asking);
// It joins: what is in the queue goes to the session's desk. Does nothing where it joined already.
[[nodiscard]] Status join_qa(store::Transaction& tx, const desk::Workplace& workplace, const Qa& qa, ConversationId id,
                             activity::NoteId note, Timestamp at);
// For merging: `into` goes on as the question that `from` was.
[[nodiscard]] Status pass_question_on(store::Transaction& tx, const desk::Workplace& workplace,
                                      const Conversation& from, const Conversation& into, Timestamp at);

// Lets sessions open and close at their times where the clock is to be trusted, and sends the leftovers of those that
// are over to their desks, a slice of them. Run by the thread of the clocks. Gives how much there was to do.
class QaKeeper {
 public:
  // Borrows all for its lifetime.
  QaKeeper(store::Store& store, const Workplaces& workplaces, Sorter& sorter)
      : store_(store), workplaces_(workplaces), sorter_(sorter) {}
  [[nodiscard]] Result<std::size_t> step(Timestamp now, bool trusted);

 private:
  static constexpr std::size_t kSlice = 50;

  [[nodiscard]] Result<std::size_t> turn(Timestamp now);
  [[nodiscard]] Result<std::size_t> send_leftovers(Timestamp now);

  store::Store& store_;
  const Workplaces& workplaces_;
  Sorter& sorter_;
};

}  // namespace chancery::answer
