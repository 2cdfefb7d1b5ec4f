// The rows behind clearance chains. For answer/ alone.
#pragma once

#include <string_view>
#include <vector>

#include "answer/chains.hpp"
#include "store/store.hpp"

namespace chancery::answer::rows {

void put_chain(store::Transaction& tx, const NamedChain& chain);
void put_clearance(store::Transaction& tx, const Clearance& clearance, int chain_version);
[[nodiscard]] std::vector<Clearance> clearances(store::Transaction& tx, std::int64_t post, std::string_view digest);
// What waits for other words of this post, or by another chain, is void.
void void_others(store::Transaction& tx, std::int64_t post, std::string_view digest, std::int64_t chain);
[[nodiscard]] std::vector<Clearance> due(store::Transaction& tx, Timestamp now, std::size_t limit);

}  // namespace chancery::answer::rows
