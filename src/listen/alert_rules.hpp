// Looks at what was counted and raises alerts: bursts and silences against what is usual, stories that grow, texts that
// many people copy.
//
// Every alert stands for ten people at least and says why in numbers, each reason a code: above_expected and
// below_expected {n, expected, lower, upper}, previous_day and previous_week {n}, others_unchanged {ratio},
// growth {ratio}, new_story {n, expected, upper}, languages {languages}, words {words}, duplicates {posts, authors}. A
// number of a past day or week of fewer than ten people is left out. Of a public actor's post under fire: fire_post
// {public_actor, minutes}, fire_volume and fire_quotes {n, expected}, fire_ratio {n, of}, fire_target_language and
// fire_crisis_words {n, of, share, expected}, fire_official {n}, fire_countries {countries}.
//
// What several watches hear is told once, with their names: the figures are those of the watch that heard most of it.
// A story is the same where its first post is; bursts are one where they overlap in time and half of the smaller's
// posts are the larger's too (half of all, where it is all together). A watch that is withheld raises and joins none.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/alerts.hpp"
#include "listen/talk.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"

namespace chancery::listen {

// Thread safety: `run` has a named thread of its own, made in cli; `look` for tests and between, on one thread.
class AlertRules {
 public:
  // Borrows all for its lifetime. `raised`: called after a new alert was stored; must not block.
  AlertRules(const store::Store& chancery, store::Store& listen, const Talk& talk,
             std::function<void(AlertId)> raised = {});
  ~AlertRules();

  // Judges every whole ten minutes since it last looked (a first look: all that was counted), and what is being said
  // now. Gives how many new alerts. Fails with what the store said; nothing is lost then.
  [[nodiscard]] Result<std::size_t> look();
  // Every minute, until stopped.
  void run(std::stop_token stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::listen
