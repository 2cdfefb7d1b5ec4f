#include "trend/hyperloglog.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

#include "trend/state.hpp"

namespace chancery::trend {
namespace {

constexpr int kRankBits = 64 - HyperLogLog::kPrecision;  // q in the paper; ranks run from 0 to q + 1
constexpr std::size_t kPackedBytes = HyperLogLog::kRegisters * 6 / 8;
// Three bytes a register that is not zero are fewer than all packed until here.
constexpr std::size_t kListed = kPackedBytes / 3 - 1;

enum class Form : std::uint8_t { Exact, Listed, Packed };

// The finaliser of SplitMix64: a bijection, so that no two hashes fall together.
std::uint64_t split_mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9;
  x ^= x >> 27;
  x *= 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Ertl 2017, equations for sigma and tau: what registers at zero and at their highest add to the sum.
double sigma(double x) {
  if (x == 1.0) return std::numeric_limits<double>::infinity();
  double y = 1;
  double z = x;
  for (double before = -1; z != before;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

double tau(double x) {
  if (x == 0.0 || x == 1.0) return 0;
  double y = 1;
  double z = 1 - x;
  for (double before = -1; z != before;) {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}

}  // namespace

HyperLogLog::HyperLogLog(const HyperLogLog& other)
    : hashes_(other.hashes_), registers_(other.registers_ ? std::make_unique<Registers>(*other.registers_) : nullptr) {}

HyperLogLog& HyperLogLog::operator=(const HyperLogLog& other) {
  HyperLogLog copy(other);
  return *this = std::move(copy);
}

void HyperLogLog::add(std::uint64_t hash) {
  if (registers_) return add_to_registers(hash);
  const auto at = std::ranges::lower_bound(hashes_, hash);
  if (at != hashes_.end() && *at == hash) return;
  if (hashes_.size() < kExact) {
    hashes_.insert(at, hash);
    return;
  }
  grow();
  add_to_registers(hash);
}

void HyperLogLog::add_to_registers(std::uint64_t hash) {
  const std::uint64_t mixed = split_mix(hash);
  const std::size_t index = mixed >> kRankBits;
  const std::uint64_t rest = mixed << kPrecision;
  const auto rank = static_cast<std::uint8_t>(rest == 0 ? kRankBits + 1 : std::countl_zero(rest) + 1);
  auto& known = (*registers_)[index];
  known = std::max(known, rank);
}

void HyperLogLog::grow() {
  registers_ = std::make_unique<Registers>();
  for (const std::uint64_t hash : hashes_) add_to_registers(hash);
  hashes_.clear();
  hashes_.shrink_to_fit();
}

void HyperLogLog::merge(const HyperLogLog& other) {
  for (const std::uint64_t hash : other.hashes_) add(hash);
  if (!other.registers_) return;
  if (!registers_) grow();
  std::ranges::transform(*registers_, *other.registers_, registers_->begin(),
                         [](auto a, auto b) { return std::max(a, b); });
}

double HyperLogLog::estimate() const {
  if (!registers_) return static_cast<double>(hashes_.size());
  std::array<std::size_t, kRankBits + 2> with_rank{};
  for (const std::uint8_t rank : *registers_) ++with_rank[rank];
  constexpr double kM = kRegisters;
  double z = kM * tau(1 - static_cast<double>(with_rank[kRankBits + 1]) / kM);
  for (int k = kRankBits; k >= 1; --k) z = 0.5 * (z + static_cast<double>(with_rank[static_cast<std::size_t>(k)]));
  z += kM * sigma(static_cast<double>(with_rank[0]) / kM);
  return kM * kM / (2 * std::numbers::ln2 * z);
}

std::uint64_t HyperLogLog::count() const {
  return static_cast<std::uint64_t>(std::llround(std::min(estimate(), 9e18)));
}

void HyperLogLog::write(StateWriter& out) const {
  if (!registers_) {
    out.u8(static_cast<std::uint8_t>(Form::Exact));
    out.varint(hashes_.size());
    for (const std::uint64_t hash : hashes_) out.u64(hash);
    return;
  }
  const auto set = kRegisters - static_cast<std::size_t>(std::ranges::count(*registers_, 0));
  if (set <= kListed) {
    out.u8(static_cast<std::uint8_t>(Form::Listed));
    out.varint(set);
    for (std::size_t i = 0; i < kRegisters; ++i) {
      if (const std::uint32_t rank = (*registers_)[i]; rank != 0) {
        const auto entry = static_cast<std::uint32_t>(i << 6) | rank;
        for (int byte = 0; byte < 3; ++byte) out.u8(static_cast<std::uint8_t>(entry >> (8 * byte)));
      }
    }
    return;
  }
  out.u8(static_cast<std::uint8_t>(Form::Packed));
  for (std::size_t i = 0; i < kRegisters; i += 4) {
    const auto& r = *registers_;
    const std::uint32_t four = r[i] | (r[i + 1] << 6) | (r[i + 2] << 12) | (std::uint32_t{r[i + 3]} << 18);
    for (int byte = 0; byte < 3; ++byte) out.u8(static_cast<std::uint8_t>(four >> (8 * byte)));
  }
}

void HyperLogLog::read(StateReader& in) {
  *this = HyperLogLog{};
  const auto three = [&] { return in.u8() | std::uint32_t{in.u8()} << 8 | std::uint32_t{in.u8()} << 16; };
  const auto set = [&](std::size_t index, std::uint32_t rank) {
    in.require(index < kRegisters && rank <= kRankBits + 1);
    if (in.ok()) (*registers_)[index] = static_cast<std::uint8_t>(rank);
  };
  const std::uint8_t form = in.u8();
  if (form == static_cast<std::uint8_t>(Form::Exact)) {
    const std::size_t n = in.count(kExact, 8);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t hash = in.u64();
      in.require(hashes_.empty() || hashes_.back() < hash);
      hashes_.push_back(hash);
    }
  } else if (form == static_cast<std::uint8_t>(Form::Listed)) {
    registers_ = std::make_unique<Registers>();
    const std::size_t n = in.count(kRegisters, 3);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t entry = three();
      set(entry >> 6, entry & 63);
    }
  } else if (form == static_cast<std::uint8_t>(Form::Packed)) {
    registers_ = std::make_unique<Registers>();
    for (std::size_t i = 0; i < kRegisters && in.ok(); i += 4) {
      const std::uint32_t four = three();
      for (std::size_t k = 0; k < 4; ++k) set(i + k, (four >> (6 * k)) & 63);
    }
  } else {
    in.refuse();
  }
}

std::string HyperLogLog::save() const {
  StateWriter out;
  out.tag("HLL1");
  write(out);
  return std::move(out).take();
}

Result<HyperLogLog> HyperLogLog::restore(std::string_view bytes) {
  StateReader in(bytes);
  in.tag("HLL1");
  HyperLogLog result;
  result.read(in);
  if (auto status = in.finish("count of distinct authors"); !status) return fail(status.error());
  return result;
}

bool operator==(const HyperLogLog& a, const HyperLogLog& b) {
  if ((a.registers_ == nullptr) != (b.registers_ == nullptr)) return false;
  return a.registers_ ? *a.registers_ == *b.registers_ : a.hashes_ == b.hashes_;
}

}  // namespace chancery::trend
