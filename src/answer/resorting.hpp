// A conversation that is there already, sorted once more: left over from a Q&A session, or opened again at a desk that
// was closed.
#pragma once

#include "answer/append.hpp"
#include "answer/sorting.hpp"

namespace chancery::answer {

// Where the rules send what she last said; where she took it all back, to where it lies. Fails as Sorter::sort.
[[nodiscard]] Result<Sorted> sort_anew(store::Transaction& tx, Sorter& sorter, const Conversation& conversation,
                                       Timestamp now);
// The event of it: no rule makes it less grave than it was.
[[nodiscard]] Record routed_to(const Conversation& conversation, const Sorted& sorted, Timestamp at);

}  // namespace chancery::answer
