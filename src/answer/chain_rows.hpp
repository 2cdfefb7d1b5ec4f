// The rows behind clearance chains. For answer/ alone.
#pragma once

#include <string_view>
#include <vector>

#include "answer/chains.hpp"
#include "store/store.hpp"

namespace chancery::answer::rows {

void put_chain(store::Transaction& tx, const NamedChain& chain);
// Every desk that has it.
[[nodiscard]] std::vector<DeskId> desks_with_chain(store::Transaction& tx, std::int64_t chain);
void put_clearance(store::Transaction& tx, const Clearance& clearance);
[[nodiscard]] std::vector<Clearance> clearances(store::Transaction& tx, std::int64_t post, std::string_view digest);
// What waits for other words of this post, by another chain or another version of it, is void.
void void_others(store::Transaction& tx, std::int64_t post, std::string_view digest, const desk::Chain& chain);
// What waits by this chain is void; gives it as it was.
[[nodiscard]] std::vector<Clearance> void_all(store::Transaction& tx, std::int64_t chain);
// The deadlines of all that waits, so much later.
void move_deadlines(store::Transaction& tx, std::chrono::microseconds by);
[[nodiscard]] std::vector<Clearance> due(store::Transaction& tx, Timestamp now, std::size_t limit);

}  // namespace chancery::answer::rows
