#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "listen/withholding.hpp"

// Whatever can be computed by adding and subtracting shown figures lies in their span, as vectors over atoms. A change
// of the atoms by which no shown figure changes leaves exactly those alone, so one such change, drawn at random, tells
// them from the others: but for a chance of one in two thousand million, as the arithmetic is modulo a prime. Windows
// are sums of rings, and all are taken to be shown: so every ring is a matter of its own.
namespace chancery::listen {
namespace {

constexpr std::uint64_t kPrime = 2'147'483'647;
constexpr std::size_t kMaxAtoms = 1024;  // beyond: see strictly_hidden
__extension__ using Bits = unsigned __int128;
constexpr std::size_t kMaxWatches = 128;  // a bit each
constexpr Bits bit(std::size_t watch) {
  return Bits{1} << watch;
}

std::uint64_t inverse(std::uint64_t a) {
  std::uint64_t result = 1;
  for (std::uint64_t power = kPrime - 2; power > 0; power >>= 1U, a = a * a % kPrime) {
    if ((power & 1U) != 0) result = result * a % kPrime;
  }
  return result;
}

// SplitMix64: the same at every look, so that nothing is shown now and hidden then.
std::uint64_t drawn(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return (x ^ (x >> 31)) % kPrime;
}

// An atom with a bit for each of its watches.
struct Part {
  std::size_t ring = 0;
  Bits watches = 0;
  const Count* count = nullptr;
  bool large = false;  // of ten people: so is all it is part of
};
using Parts = std::vector<Part>;
using Secret = std::vector<std::size_t>;  // the parts of a figure of too few people

template <class Within>
Secret secret_of(const Parts& parts, Within within) {
  Secret secret;
  Count sum;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!within(parts[i])) continue;
    if (parts[i].large) return {};
    sum.add(*parts[i].count);
    secret.push_back(i);
  }
  return too_few(sum) ? secret : Secret{};
}

std::vector<Secret> secrets_of(const Parts& parts, std::size_t watches) {
  std::vector<Secret> secrets;
  const auto consider = [&](auto within) {
    if (Secret secret = secret_of(parts, within); !secret.empty()) secrets.push_back(std::move(secret));
  };
  for (const Part& one : parts) {
    consider([&](const Part& part) { return &part == &one; });
  }
  for (std::size_t window = 0; window < kWindows.size(); ++window) {
    for (std::size_t a = 0; a < watches; ++a) {
      const Bits first = bit(a);
      consider([&](const Part& part) { return part.ring <= window && (part.watches & first) != 0; });
      consider([&](const Part& part) { return part.ring <= window && (part.watches & first) == 0; });
      for (std::size_t b = a + 1; b < watches; ++b) {
        const Bits both = first | bit(b);
        consider([&](const Part& part) { return part.ring <= window && (part.watches & both) == both; });
      }
    }
  }
  return secrets;
}

// Equations in reduced form: in each one's own column there is nothing of the others.
class Equations {
 public:
  void add(std::vector<std::uint64_t> row) {
    for (const auto& [pivot, known] : rows_) subtract(row, known, row[pivot]);
    const auto at = std::ranges::find_if(row, [](std::uint64_t x) { return x != 0; });
    if (at == row.end()) return;
    const auto pivot = static_cast<std::size_t>(at - row.begin());
    const std::uint64_t scale = inverse(*at);
    for (auto& x : row) x = x * scale % kPrime;
    for (auto& entry : rows_) subtract(entry.second, row, entry.second[pivot]);
    rows_.emplace_back(pivot, std::move(row));
  }
  // Drawn numbers, with those in the equations' own columns chosen so that every row comes to nought.
  [[nodiscard]] std::vector<std::uint64_t> solution(std::size_t columns) const {
    std::vector<std::uint64_t> values(columns);
    for (std::size_t i = 0; i < columns; ++i) values[i] = drawn(i);
    for (const auto& [pivot, row] : rows_) values[pivot] = 0;
    auto solved = values;
    for (const auto& [pivot, row] : rows_) {
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < columns; ++i) sum = (sum + row[i] * values[i]) % kPrime;
      solved[pivot] = (kPrime - sum) % kPrime;
    }
    return solved;
  }

 private:
  static void subtract(std::vector<std::uint64_t>& row, const std::vector<std::uint64_t>& known, std::uint64_t factor) {
    if (factor == 0) return;
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = (row[i] + (kPrime - factor) * known[i]) % kPrime;
  }
  std::vector<std::pair<std::size_t, std::vector<std::uint64_t>>> rows_;
};

// A change of the parts by which no figure of all together and of the shown watches changes.
std::vector<std::uint64_t> unseen_change(const Parts& parts, Bits shown) {
  std::vector<std::uint64_t> change(parts.size());
  for (std::size_t ring = 0; ring < kWindows.size(); ++ring) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].ring == ring) places.push_back(i);
    }
    Equations equations;
    equations.add(std::vector<std::uint64_t>(places.size(), 1));
    for (Bits left = shown; left != 0; left &= left - 1) {
      const Bits watch = left & (~left + 1);
      std::vector<std::uint64_t> row;
      for (const std::size_t place : places) row.push_back((parts[place].watches & watch) != 0 ? 1 : 0);
      equations.add(std::move(row));
    }
    const auto solved = equations.solution(places.size());
    for (std::size_t n = 0; n < places.size(); ++n) change[places[n]] = solved[n];
  }
  return change;
}

// Every ring by itself: their changes are of the same draw.
bool is_told(const Parts& parts, const Secret& secret, const std::vector<std::uint64_t>& change) {
  std::array<std::uint64_t, kWindows.size()> sums{};
  for (const std::size_t i : secret) sums[parts[i].ring] += change[i];
  return std::ranges::all_of(sums, [](std::uint64_t sum) { return sum % kPrime == 0; });
}

bool has(const Atom& atom, std::int64_t watch) {
  return std::binary_search(atom.watches.begin(), atom.watches.end(), watch);
}

template <class Within>
Count sum_of(std::span<const Atom> atoms, Within within) {
  Count sum;
  for (const Atom& atom : atoms) {
    if (within(atom)) sum.add(atom.count);
  }
  return sum;
}

// Of too many atoms to compute with: a watch is shown when no atom it takes part in is too small, and no watch when
// what is left over is.
std::set<std::int64_t> strictly_hidden(std::span<const Atom> atoms, std::set<std::int64_t> shown) {
  std::set<std::int64_t> hidden;
  for (const Atom& atom : atoms) {
    if (too_few(atom.count)) hidden.insert(atom.watches.begin(), atom.watches.end());
  }
  for (const std::int64_t watch : hidden) shown.erase(watch);
  const auto left_over = [&](const Atom& atom) {
    return std::none_of(atom.watches.begin(), atom.watches.end(), [&](auto watch) { return shown.contains(watch); });
  };
  if (too_few(sum_of(atoms, left_over))) hidden.insert(shown.begin(), shown.end());
  return hidden;
}

// The smallest shown watch without which the secret is kept, or else the smallest. `by_size`: the watches' bits.
Bits to_hide(const Parts& parts, const Secret& secret, Bits shown, const std::vector<Bits>& by_size) {
  Bits smallest = 0;
  for (const Bits watch : by_size) {
    if ((shown & watch) == 0) continue;
    if (!is_told(parts, secret, unseen_change(parts, shown & ~watch))) return watch;
    if (smallest == 0) smallest = watch;
  }
  return smallest;
}

// Which of the watches must be hidden beside those that are already.
Bits revealing(const Parts& parts, Bits shown, const std::vector<Bits>& by_size) {
  Bits hidden = 0;
  auto change = unseen_change(parts, shown);
  for (const Secret& secret : secrets_of(parts, by_size.size())) {
    while (shown != 0 && is_told(parts, secret, change)) {
      const Bits watch = to_hide(parts, secret, shown, by_size);
      hidden |= watch;
      shown &= ~watch;
      change = unseen_change(parts, shown);
    }
  }
  return hidden;
}

}  // namespace

std::set<std::int64_t> hidden_watches(std::span<const Atom> atoms) {
  std::map<std::int64_t, Count> counts;
  for (const Atom& atom : atoms) {
    for (const std::int64_t watch : atom.watches) counts[watch].add(atom.count);
  }
  std::set<std::int64_t> shown;
  std::set<std::int64_t> hidden;
  for (const auto& [watch, count] : counts) (too_few(count) ? hidden : shown).insert(watch);
  if (counts.size() < 2) return hidden;
  if (atoms.size() > kMaxAtoms || counts.size() > kMaxWatches) {
    hidden.merge(strictly_hidden(atoms, shown));
    return hidden;
  }
  std::vector<std::int64_t> watches;  // by the number of their bit
  for (const auto& entry : counts) watches.push_back(entry.first);
  Parts parts;
  for (const Atom& atom : atoms) {
    Part& part = parts.emplace_back(Part{.ring = atom.ring,
                                         .count = &atom.count,
                                         .large = atom.count.people() >= static_cast<std::int64_t>(kMinAuthors)});
    for (std::size_t i = 0; i < watches.size(); ++i) {
      if (has(atom, watches[i])) part.watches |= bit(i);
    }
  }
  std::vector<std::pair<std::int64_t, Bits>> sizes;
  Bits shown_bits = 0;
  for (std::size_t i = 0; i < watches.size(); ++i) {
    sizes.emplace_back(counts[watches[i]].people(), bit(i));
    if (shown.contains(watches[i])) shown_bits |= bit(i);
  }
  std::ranges::stable_sort(sizes, {}, [](const auto& size) { return size.first; });
  std::vector<Bits> by_size;
  for (const auto& size : sizes) by_size.push_back(size.second);
  const Bits revealed = revealing(parts, shown_bits, by_size);
  for (std::size_t i = 0; i < watches.size(); ++i) {
    if ((revealed & bit(i)) != 0) hidden.insert(watches[i]);
  }
  return hidden;
}

}  // namespace chancery::listen
