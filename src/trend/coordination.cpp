#include "trend/coordination.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>

namespace chancery::trend {
namespace {

// Two indices of accounts in one number, the smaller in front.
std::uint64_t pair_of(std::uint32_t a, std::uint32_t b) {
  return std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
}

void sort_unique(std::vector<std::uint64_t>& values) {
  std::ranges::sort(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
}

struct Row {
  std::uint64_t object;
  Timestamp time;
  std::uint32_t account;  // index
};

// The pairs of one object's shares, each once; nothing when there are more than `most`.
std::optional<std::vector<std::uint64_t>> pairs_in_time(std::span<const Row> shares, std::chrono::seconds window,
                                                        std::size_t most) {
  std::vector<std::uint64_t> pairs;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    for (std::size_t k = i + 1; k < shares.size() && shares[k].time - shares[i].time <= window; ++k) {
      if (shares[i].account == shares[k].account) continue;
      if (pairs.size() == most) return std::nullopt;
      pairs.push_back(pair_of(shares[i].account, shares[k].account));
    }
  }
  sort_unique(pairs);
  return pairs;
}

class Components {
 public:
  explicit Components(std::size_t n) : parent_(n), size_(n, 1) { std::iota(parent_.begin(), parent_.end(), 0U); }

  std::size_t root(std::size_t a) {
    while (parent_[a] != a) a = parent_[a] = parent_[parent_[a]];
    return a;
  }
  void join(std::size_t a, std::size_t b) {
    a = root(a);
    b = root(b);
    if (a == b) return;
    if (size_[a] < size_[b]) std::swap(a, b);
    parent_[b] = a;
    size_[a] += size_[b];
  }
  std::size_t size(std::size_t root) const { return size_[root]; }

 private:
  std::vector<std::size_t> parent_;
  std::vector<std::size_t> size_;
};

}  // namespace

CoSharings co_sharings(std::span<const Share> shares, std::chrono::seconds window, const CoSharingLimits& limits) {
  std::vector<std::uint64_t> accounts;
  accounts.reserve(shares.size());
  for (const Share& share : shares) accounts.push_back(share.account);
  sort_unique(accounts);
  const auto index = [&](std::uint64_t account) {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(accounts, account) - accounts.begin());
  };
  std::vector<Row> rows;
  rows.reserve(shares.size());
  for (const Share& share : shares) rows.push_back({share.object, share.time, index(share.account)});
  std::ranges::sort(rows, {}, [](const Row& r) { return std::tuple(r.object, r.time, r.account); });

  CoSharings result;
  std::vector<std::uint64_t> pairs;
  for (auto from = rows.begin(); from != rows.end();) {
    const auto to = std::find_if(from, rows.end(), [&](const Row& r) { return r.object != from->object; });
    const std::size_t room = std::min(limits.pairs_of_object, limits.pairs - pairs.size());
    if (const auto found = pairs_in_time({from, to}, window, room)) {
      pairs.insert(pairs.end(), found->begin(), found->end());
    } else {
      ++result.left_out_objects;
    }
    from = to;
  }
  std::ranges::sort(pairs);
  for (std::size_t i = 0; i < pairs.size();) {
    const std::uint64_t pair = pairs[i];
    std::uint32_t objects = 0;
    for (; i < pairs.size() && pairs[i] == pair; ++i) ++objects;
    result.edges.push_back({accounts[pair >> 32], accounts[pair & 0xffffffff], objects});
  }
  return result;
}

Coordination coordination(std::span<const CoSharing> edges, std::uint32_t least_objects) {
  std::vector<std::uint64_t> accounts;
  Coordination result;
  for (const CoSharing& edge : edges) {
    if (edge.objects < least_objects) continue;
    ++result.edges;
    accounts.push_back(edge.account);
    accounts.push_back(edge.other);
  }
  sort_unique(accounts);
  const auto index = [&](std::uint64_t account) {
    return static_cast<std::size_t>(std::ranges::lower_bound(accounts, account) - accounts.begin());
  };
  Components components(accounts.size());
  for (const CoSharing& edge : edges) {
    if (edge.objects >= least_objects) components.join(index(edge.account), index(edge.other));
  }
  result.accounts = accounts.size();
  for (std::size_t a = 0; a < accounts.size(); ++a) {
    if (components.root(a) != a) continue;
    ++result.components;
    result.largest_component = std::max(result.largest_component, components.size(a));
  }
  return result;
}

}  // namespace chancery::trend
