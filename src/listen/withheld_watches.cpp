#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "listen/withholding.hpp"

// Figures as vectors over atoms: whatever is computed by adding and subtracting shown figures lies in their span. The
// arithmetic is modulo a prime, where the span of vectors of noughts and ones is the same but for a chance of one in a
// thousand million, and nothing is rounded.
namespace chancery::listen {
namespace {

constexpr std::uint64_t kPrime = 2'147'483'647;
constexpr std::size_t kMaxAtoms = 256;  // beyond: see strictly_hidden
constexpr std::size_t kMaxWatches = 64;
using Vector = std::vector<std::uint64_t>;

std::uint64_t inverse(std::uint64_t a) {
  std::uint64_t result = 1;
  for (std::uint64_t power = kPrime - 2; power > 0; power >>= 1U, a = a * a % kPrime) {
    if ((power & 1U) != 0) result = result * a % kPrime;
  }
  return result;
}

class Span {
 public:
  // Takes away what the basis explains: noughts where the vector lies in the span.
  [[nodiscard]] Vector reduce(Vector vector) const {
    for (const auto& [pivot, row] : basis_) {
      const std::uint64_t factor = vector[pivot];
      if (factor == 0) continue;
      for (std::size_t i = 0; i < vector.size(); ++i) {
        vector[i] = (vector[i] + (kPrime - factor) * row[i]) % kPrime;
      }
    }
    return vector;
  }
  void add(const Vector& vector) {
    Vector rest = reduce(vector);
    const auto pivot = std::find_if(rest.begin(), rest.end(), [](std::uint64_t x) { return x != 0; });
    if (pivot == rest.end()) return;
    const std::uint64_t scale = inverse(*pivot);
    const auto at = static_cast<std::size_t>(pivot - rest.begin());
    for (auto& x : rest) x = x * scale % kPrime;
    basis_.emplace_back(at, std::move(rest));
  }
  [[nodiscard]] bool holds(const Vector& vector) const {
    const Vector rest = reduce(vector);
    return std::all_of(rest.begin(), rest.end(), [](std::uint64_t x) { return x == 0; });
  }

 private:
  std::vector<std::pair<std::size_t, Vector>> basis_;
};

bool has(const Atom& atom, std::int64_t watch) {
  return std::binary_search(atom.watches.begin(), atom.watches.end(), watch);
}

template <class Within>
Vector vector_of(std::span<const Atom> atoms, Within within) {
  Vector vector;
  for (const Atom& atom : atoms) vector.push_back(within(atom) ? 1 : 0);
  return vector;
}

template <class Within>
Count sum_of(std::span<const Atom> atoms, Within within) {
  Count sum;
  for (const Atom& atom : atoms) {
    if (within(atom)) sum.add(atom.count);
  }
  return sum;
}

// What must not be computable: a figure of too few people.
using Secret = Vector;

std::vector<Secret> secrets_of(std::span<const Atom> atoms, const std::vector<std::int64_t>& watches) {
  std::vector<Secret> secrets;
  const auto consider = [&](auto within) {
    if (too_few(sum_of(atoms, within))) secrets.push_back(vector_of(atoms, within));
  };
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    consider([&](const Atom& atom) { return &atom == &atoms[i]; });
  }
  for (std::size_t window = 0; window < kWindows.size(); ++window) {
    for (std::size_t a = 0; a < watches.size(); ++a) {
      consider([&](const Atom& atom) { return atom.ring <= window && has(atom, watches[a]); });
      consider([&](const Atom& atom) { return atom.ring <= window && !has(atom, watches[a]); });
      for (std::size_t b = a + 1; b < watches.size(); ++b) {
        consider(
            [&](const Atom& atom) { return atom.ring <= window && has(atom, watches[a]) && has(atom, watches[b]); });
      }
    }
  }
  return secrets;
}

Span span_of_shown(std::span<const Atom> atoms, const std::set<std::int64_t>& shown) {
  Span span;
  for (std::size_t window = 0; window < kWindows.size(); ++window) {
    span.add(vector_of(atoms, [&](const Atom& atom) { return atom.ring <= window; }));
    for (const std::int64_t watch : shown) {
      span.add(vector_of(atoms, [&](const Atom& atom) { return atom.ring <= window && has(atom, watch); }));
    }
  }
  return span;
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

// The smallest shown watch without which the secret is kept, or else the smallest.
std::int64_t to_hide(std::span<const Atom> atoms, const Secret& secret, const std::set<std::int64_t>& shown,
                     const std::map<std::int64_t, std::int64_t>& people) {
  std::vector<std::int64_t> by_size(shown.begin(), shown.end());
  std::ranges::stable_sort(by_size, {}, [&](auto watch) { return people.at(watch); });
  for (const std::int64_t watch : by_size) {
    auto others = shown;
    others.erase(watch);
    if (!span_of_shown(atoms, others).holds(secret)) return watch;
  }
  return by_size.front();
}

}  // namespace

std::set<std::int64_t> hidden_watches(std::span<const Atom> atoms) {
  std::set<std::int64_t> shown;
  for (const Atom& atom : atoms) shown.insert(atom.watches.begin(), atom.watches.end());
  std::set<std::int64_t> hidden;
  std::map<std::int64_t, std::int64_t> people;
  for (const std::int64_t watch : shown) {
    const Count count = sum_of(atoms, [&](const Atom& atom) { return has(atom, watch); });
    people[watch] = count.people();
    if (too_few(count)) hidden.insert(watch);
  }
  for (const std::int64_t watch : hidden) shown.erase(watch);
  if (people.size() < 2) return hidden;
  if (atoms.size() > kMaxAtoms || people.size() > kMaxWatches) {
    hidden.merge(strictly_hidden(atoms, shown));
    return hidden;
  }
  std::vector<std::int64_t> watches;
  for (const auto& entry : people) watches.push_back(entry.first);
  const auto secrets = secrets_of(atoms, watches);
  for (bool revealed = true; revealed && !shown.empty();) {
    revealed = false;
    const Span span = span_of_shown(atoms, shown);
    for (const Secret& secret : secrets) {
      if (!span.holds(secret)) continue;
      const auto smallest = to_hide(atoms, secret, shown, people);
      shown.erase(smallest);
      hidden.insert(smallest);
      revealed = true;
      break;
    }
  }
  return hidden;
}

}  // namespace chancery::listen
