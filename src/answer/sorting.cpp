#include "answer/sorting.hpp"

#include "staff/desks.hpp"

namespace chancery::answer {

Result<Sorted> FrontDesk::sort(store::Transaction& tx, const SortFacts& facts) {
  const auto front = staff::front_desk(tx);
  if (!front) return fail(Errc::Unavailable, "there is no desk yet");
  return Sorted{.desk = front->id, .matter = facts.matter, .urgency = facts.urgency, .marks = {}, .why = "front"};
}

}  // namespace chancery::answer
