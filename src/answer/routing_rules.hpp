// The rules of routing as they are kept, and the one who sorts by them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer/sorting.hpp"
#include "answer/workload.hpp"
#include "desk/routing.hpp"
#include "text/matcher.hpp"

namespace chancery::answer {

struct RulesText {
  std::int64_t version = 0;
  std::string text;
  staff::UserId by;
  Timestamp at;
};
// None: no rules were ever written.
[[nodiscard]] std::optional<RulesText> active_rules(store::Snapshot& snapshot);
[[nodiscard]] std::vector<RulesText> rules_history(store::Snapshot& snapshot, std::size_t limit);  // newest first
// What rules may name: open desks as "Mission / Desk", accounts, missions, topics, countries, marks.
[[nodiscard]] desk::Names routing_names(store::Snapshot& snapshot);

// A new version, audited; the text that stands already is no change. `version` is what its writer had read. Fails with
// Errc::Conflict (somebody wrote another meanwhile) and Invalid (the first mistake, at its line and column).
[[nodiscard]] Status put_rules(store::Transaction& tx, const RulesText& rules, const desk::Names& names,
                               const Acting& acting);

// What decides: rules, what they search for, desks and their work. Thread safety: immutable.
class RoutingPlan {
 public:
  // `text` in place of the rules that stand, to be tried. What of them cannot be read any more (a desk was renamed) is
  // left out and told in `mistakes`.
  RoutingPlan(store::Snapshot& snapshot, const std::optional<std::string>& text);

  struct Decided {
    desk::Routed routed;
    std::vector<std::size_t> rules;  // that fit
  };
  // `desks`: those of this plan, with what each has open; who is there now is asked here. `scratch`: of the calling
  // thread.
  [[nodiscard]] Decided decide(const SortFacts& facts, std::span<desk::DeskWork> desks,
                               const desk::Workplace& workplace, text::Matcher::Scratch& scratch) const;
  [[nodiscard]] const std::vector<desk::DeskWork>& desks() const { return desks_; }
  [[nodiscard]] std::span<const desk::RuleError> mistakes() const { return mistakes_; }
  [[nodiscard]] const desk::Rules& rules() const { return rules_; }

 private:
  struct SpeaksFor {
    std::string account, mission;
    std::int64_t mission_id = 0;
  };
  desk::Rules rules_;
  std::vector<desk::RuleError> mistakes_;
  std::optional<text::Matcher> matcher_;  // none: no rule searches
  std::vector<desk::DeskWork> desks_;
  std::map<activity::AccountId, SpeaksFor> accounts_;
};

// Sorts by the plan that stands. Thread safety: `sort` on the writer's thread; any thread may reload.
class Router final : public Sorter {
 public:
  explicit Router(const Workplaces& workplaces) : workplaces_(workplaces) {}
  // After rules, desks or their work changed.
  void reload(store::Snapshot& snapshot);
  // Before the first reload to the front desk.
  [[nodiscard]] Result<Sorted> sort(store::Transaction& tx, const SortFacts& facts) override;
  [[nodiscard]] std::shared_ptr<const RoutingPlan> plan() const;

 private:
  static constexpr std::chrono::seconds kCountAgain{2};

  const Workplaces& workplaces_;
  FrontDesk front_;
  mutable std::mutex mutex_;
  std::shared_ptr<const RoutingPlan> plan_;  // guarded by mutex_; owners: this and whoever sorts by it
  // The writer's, as are those below. Counted now and then; in between it counts itself.
  std::vector<desk::DeskWork> desks_;
  std::shared_ptr<const RoutingPlan> counted_for_;  // whose desks they are
  Timestamp counted_;
  text::Matcher::Scratch scratch_;
};

// Past messages under other rules; nothing is stored.
struct Trial {
  desk::DryRun run;
  struct Example {
    ConversationId conversation;
    activity::NoteId note;
    DeskId was, would;
    bool standing = false;  // the rules that stand would send it there now as well
    std::vector<desk::Reason> why;
  };
  std::size_t by_standing = 0;    // of those changed, how many the rules that stand would send there as well
  std::vector<Example> examples;  // of those that would go elsewhere, newest first
};
// A past message: what the sorter was told when it came, but how old her account was.
struct PastMessage {
  ConversationId conversation;
  activity::NoteId note;
  DeskId desk;
  SortFacts facts;
  std::string plain;
};
// Of each conversation the one it was sorted by last, where that still stands; the newest first.
[[nodiscard]] std::vector<PastMessage> past_messages(store::Snapshot& snapshot, std::size_t limit);
// `standing`: of the rules that stand. What these would send elsewhere as well differs for another reason: a person
// moved it, or rules, desks, their load or hours were others when it came.
[[nodiscard]] Trial try_rules(const RoutingPlan& plan, const RoutingPlan& standing,
                              std::span<const PastMessage> messages, const desk::Workplace& workplace,
                              std::size_t examples = 20);

}  // namespace chancery::answer
