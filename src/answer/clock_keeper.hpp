// Deadlines in time: who is warned before one passes, who is told when it did, and all of them anew when hours change;
// clearances that nobody decided go on by their chain's rule (chains.hpp), approved lines pass their day (lines.hpp),
// and Q&A sessions open and close (qa.hpp).
//
// Silence is time in which somebody could have said something: what the wall clock leaps by does not count, and a
// deadline that passed while no server ran is heard a quarter of an hour after its start.
//
// Each is told once, in the transaction that notes it in the row (desk::Alarms). A warning goes to the holder, else to
// who is on duty, else to the desk's leads; a breach to the leads of the desk and of the desk it overflows to.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <utility>

#include "answer/workplaces.hpp"
#include "store/store.hpp"

namespace chancery::answer {

class ClockKeeper {
 public:
  struct Hooks {
    std::function<bool()> trusts;   // whether the wall clock is to be believed just now; it leaps when a machine wakes
    std::function<void()> refresh;  // reads what desks work by anew: now and then, and before clocks are computed by it
    // Lets Q&A sessions open and close, and sends on what is left of them: how much there was to do (QaKeeper).
    std::function<Result<std::size_t>(Timestamp now, bool trusted)> sessions = {};
  };
  // Borrows both for its lifetime.
  ClockKeeper(store::Store& store, const Workplaces& workplaces, Hooks hooks)
      : store_(store),
        workplaces_(workplaces),
        hooks_(std::move(hooks)),
        began_(store.clock().steady()),
        seen_{store.clock().now(), began_} {}

  // Once a second until stopped. Run by one named thread.
  void run(const std::stop_token& stop);

  struct Told {
    std::size_t warned = 0, breached = 0, recomputed = 0, fell_due = 0, expired = 0, sessions = 0;
    [[nodiscard]] bool any() const { return warned + breached + recomputed + fell_due + expired + sessions > 0; }
  };
  // What is due at `now`, a slice of each. By one thread at a time.
  [[nodiscard]] Result<Told> step(Timestamp now);

 private:
  static constexpr std::size_t kSlice = 100;
  static constexpr std::chrono::seconds kRefresh{60};
  static constexpr std::chrono::minutes kLeap{10};          // a smaller one is a clock being kept
  static constexpr std::chrono::minutes kHeardAtStart{15};  // before silence is taken for anything

  [[nodiscard]] Status follow_clock(Timestamp now);
  [[nodiscard]] Result<std::size_t> tell(Timestamp now, bool breached);
  [[nodiscard]] Result<std::size_t> let_clearances_fall_due(Timestamp now);
  [[nodiscard]] Result<std::size_t> tell_expired(Timestamp now);
  [[nodiscard]] Result<std::size_t> recompute_slice(Timestamp now);

  store::Store& store_;
  const Workplaces& workplaces_;
  const Hooks hooks_;
  const std::chrono::steady_clock::time_point began_;
  struct {
    Timestamp wall;
    std::chrono::steady_clock::time_point steady;
  } seen_;  // at the last step
};

}  // namespace chancery::answer
