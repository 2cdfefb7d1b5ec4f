// The ties that may be shown one by one: those among accounts with an office.
#pragma once

#include "measure/study.hpp"

namespace chancery::measure {

// Calls `call` with source and target of each, in the order of accounts; where ties have no direction, once for both.
template <class Call>
void each_named_tie(const Study& study, Call call) {
  for (const auto node : study.named) {
    for (const auto other : study.input.graph.out().of(node)) {
      if (!study.account(other).named() || (study.input.parameters.undirected && other < node)) continue;
      call(node, other);
    }
  }
}

}  // namespace chancery::measure
