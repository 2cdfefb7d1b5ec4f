// Retention: after its time, correspondence says no more who somebody was, or what she said.
//
// Classes (ADR 56): what was said to few is kept a year after its last message unless decided otherwise, what was said
// to everybody three. What stays: times, desk, matter, language, topics, outcome, and who of ours did what. What goes:
// contents and addresses of notes said to few, hers and ours; words of internal notes, reasons, clearances and drafts;
// the row of hers; what is found by search. Public notes stay: they are public record. A handover note goes whole.
//
// Closed conversations alone, and none a legal hold stands on (holds.hpp). A conversation is done in one transaction,
// some in each write; whatever ends the process between two writes, the next pass goes on with what is left.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "answer/conversation.hpp"
#include "answer/handovers.hpp"
#include "answer/workplaces.hpp"
#include "store/store.hpp"

namespace chancery::answer {

enum class RetentionClass { Direct, Public, Note, Handover };
inline constexpr std::array kRetentionClasses{RetentionClass::Direct, RetentionClass::Public, RetentionClass::Note,
                                              RetentionClass::Handover};
[[nodiscard]] std::string_view to_string(RetentionClass name);  // "direct"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<RetentionClass> parse_retention_class(std::string_view text);

inline constexpr int kLeastDays = 30;
inline constexpr int kMostDays = 36'500;

struct RetentionRule {
  RetentionClass name = RetentionClass::Direct;
  int days = 0;                        // after the last message; of a handover, after it was written
  std::optional<Timestamp> looked_at;  // when the last pass ended,
  std::int64_t held = 0;               // and how many a hold kept then
};
[[nodiscard]] std::vector<RetentionRule> retention_rules(store::Snapshot& snapshot);
// Audited ("retention.change"). Fails with Errc::Invalid where there are too few days or too many.
[[nodiscard]] Status set_retention(store::Transaction& tx, RetentionClass name, int days, const Acting& acting);

// A pass that did something.
struct RetentionRun {
  std::int64_t id = 0;
  Timestamp at;
  RetentionClass name = RetentionClass::Direct;
  std::int64_t deidentified = 0;
  std::int64_t held = 0;
};
[[nodiscard]] std::vector<RetentionRun> retention_runs(store::Snapshot& snapshot, std::size_t limit = 50);

// Takes names and words out of one conversation that is closed. The caller asked whether it is held. `erase_post`
// empties what a post said, by its number, and withdraws one that never left: posts are not this pillar's.
using ErasePost = std::function<Status(store::Transaction&, std::int64_t post)>;
[[nodiscard]] Status deidentify(store::Transaction& tx, const desk::Workplace& workplace,
                                const Conversation& conversation, Timestamp now, const ErasePost& erase_post);

// The passes. Thread safety: one thread.
class Retention {
 public:
  struct Hooks {
    std::function<bool()> trusts;  // whether the wall clock is to be believed: nothing here can be undone
    ErasePost erase_post;
  };
  // Borrows both for its lifetime.
  Retention(store::Store& store, const Workplaces& workplaces, Hooks hooks)
      : store_(store), workplaces_(workplaces), hooks_(std::move(hooks)) {}

  struct Done {
    std::size_t deidentified = 0, held = 0;
  };
  // A pass of each class; nothing while the clock is in doubt.
  [[nodiscard]] Result<Done> run(Timestamp now, const std::stop_token& stop);

  // One pass, a write at a time.
  struct Pass {
    RetentionClass name = RetentionClass::Direct;
    Timestamp now;
    Timestamp before;  // last messages before it are over
    std::int64_t run = 0;
    Timestamp after;  // goes on behind this conversation
    ConversationId after_id;
    HandoverId after_handover;  // likewise
    Done done;
    bool ended = false;
  };
  [[nodiscard]] Pass begin(RetentionClass name, Timestamp now);
  [[nodiscard]] Status slice(Pass& pass);

 private:
  static constexpr std::size_t kSlice = 20;  // conversations of one write

  [[nodiscard]] Result<Done> write(store::Transaction& tx, const Pass& pass, std::span<const ConversationId> due);
  [[nodiscard]] Done write_each(const Pass& pass, std::span<const ConversationId> due);
  void slice_conversations(Pass& pass);
  [[nodiscard]] Status slice_handovers(Pass& pass);

  store::Store& store_;
  const Workplaces& workplaces_;
  const Hooks hooks_;
};

}  // namespace chancery::answer
