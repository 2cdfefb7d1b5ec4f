// Judges posts of watched public actors when they are 5, 15 and 60 minutes old (trend/fire.hpp), each against that
// actor's own posts at that age, drawn to those of all watched actors while there are few.
//
// What fewer than ten people did is taken for nothing done before a post is judged, so that no verdict rests on it and
// no number tells it; below ten people in all a post is not told at all. Numbers are told in tens, shares in
// twentieths. No source tells how old accounts are, and every alert says so (ADR 69). A level is told once a post, a
// higher one again. Private to listen.
#pragma once

#include <chrono>
#include <vector>

#include "base/clock.hpp"
#include "listen/alerts.hpp"
#include "listen/fire_rows.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"
#include "trend/fire.hpp"

namespace chancery::listen {

struct FireJudged {
  Pseudonym post{};
  std::chrono::minutes age{5};
  trend::FireLevel level = trend::FireLevel::None;  // that was told, or none
};

struct FireFound {
  std::vector<Alert> alerts;
  std::vector<FireJudged> judged;
};

// All that is due: the stream was heard a minute past that age, or a quarter of an hour went by. `active`: the watches
// that run now; what is named by none of them is judged, and not told. Of what is a day late likewise.
[[nodiscard]] FireFound judge_fires(store::Snapshot& listen, const std::vector<WatchId>& active, Timestamp now);

// As judged: without what fewer than ten people did.
[[nodiscard]] trend::FireCounts tellable(trend::FireCounts counts);

}  // namespace chancery::listen
