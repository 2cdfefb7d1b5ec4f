#include "listen/pseudonym.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"

namespace chancery::listen {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::string_view kFileBegins = "chancery pseudonym keys\n";

Pseudonym hash(std::string_view text, std::string_view key) {
  Pseudonym pseudonym{};
  const std::string digest = crypto::blake2b(text, key, pseudonym.size());
  std::copy(digest.begin(), digest.end(), pseudonym.begin());
  return pseudonym;
}

auto damaged() {
  return fail(Errc::Invalid, "the pseudonym keys cannot be read",
              "the secret listen is damaged: restore it from the backup of the secrets folder");
}

// "1795339800000000 <base64url>": when the key begins, and the key.
Result<PseudonymKey> read_key(std::string_view line) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return damaged();
  std::int64_t from = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + space, from);
  auto secret = crypto::from_base64url(line.substr(space + 1));
  if (error != std::errc{} || end != line.data() + space || !secret || secret->size() < kKeyBytes) return damaged();
  return PseudonymKey{from_micros(from), std::move(*secret)};
}

}  // namespace

std::string make_pseudonym_key() {
  return crypto::random_bytes(kKeyBytes);
}

Result<PseudonymKeys> read_keys(std::string_view bytes, Timestamp now) {
  if (!bytes.starts_with(kFileBegins)) {
    if (bytes.size() != kKeyBytes) return damaged();
    return PseudonymKeys{{now, std::string(bytes)}};
  }
  bytes.remove_prefix(kFileBegins.size());
  PseudonymKeys keys;
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    auto key = read_key(bytes.substr(0, end));
    if (!key || (!keys.empty() && key->from >= keys.back().from)) return damaged();
    keys.push_back(std::move(*key));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  if (keys.empty()) return damaged();
  return keys;
}

std::string write_keys(const PseudonymKeys& keys) {
  std::string bytes(kFileBegins);
  for (const auto& key : keys) bytes += fmt::format("{} {}\n", to_micros(key.from), crypto::to_base64url(key.secret));
  return bytes;
}

PseudonymKeys rotated(PseudonymKeys keys, Timestamp now, std::chrono::days retention, std::string (*fresh)()) {
  assert(!keys.empty());
  if (now >= keys.front().from + kKeyLasts) keys.insert(keys.begin(), {now, fresh()});
  // A key ends where the next newer one begins; the newest has not ended.
  for (std::size_t key = 1; key < keys.size(); ++key) {
    if (now < keys[key - 1].from + retention + kKeyOverlap) continue;
    keys.resize(key);
  }
  return keys;
}

Pseudonymiser::Pseudonymiser(std::string_view key) : Pseudonymiser(PseudonymKeys{{Timestamp{}, std::string(key)}}) {}

Pseudonymiser::Pseudonymiser(const PseudonymKeys& keys) {
  assert(!keys.empty());
  for (const auto& key : keys) {
    derived_.push_back(
        {key.from, crypto::hmac_sha256(key.secret, "listen author"), crypto::hmac_sha256(key.secret, "listen post")});
  }
}

std::size_t Pseudonymiser::key_for(Timestamp seen, Timestamp now) const {
  std::size_t key = 0;
  while (key + 1 < derived_.size() && seen < derived_[key].from && now < derived_[key].from + kKeyOverlap) ++key;
  return key;
}

std::size_t Pseudonymiser::keys_since(Timestamp from) const {
  std::size_t count = 1;
  // What was seen before a rotation may have been stored after it, under the newer key.
  for (std::size_t key = 0; key + 1 < derived_.size(); ++key) {
    if (derived_[key].from > from) ++count;
  }
  return count;
}

Pseudonym Pseudonymiser::author(std::string_view id, std::size_t key) const {
  return hash(id, derived_.at(key).author);
}
Pseudonym Pseudonymiser::post(std::string_view id, std::size_t key) const {
  return hash(id, derived_.at(key).post);
}

std::vector<Pseudonym> Pseudonymiser::authors(std::string_view id) const {
  std::vector<Pseudonym> all;
  for (const auto& each : derived_) all.push_back(hash(id, each.author));
  return all;
}
std::vector<Pseudonym> Pseudonymiser::posts(std::string_view id) const {
  std::vector<Pseudonym> all;
  for (const auto& each : derived_) all.push_back(hash(id, each.post));
  return all;
}

PseudonymRing::PseudonymRing(PseudonymKeys keys, std::chrono::days retention, Save save)
    : retention_(retention),
      save_(std::move(save)),
      keys_(std::move(keys)),
      current_(std::make_shared<const Pseudonymiser>(keys_)) {}

std::shared_ptr<const Pseudonymiser> PseudonymRing::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

Timestamp PseudonymRing::since() const {
  const std::lock_guard lock(mutex_);
  return keys_.front().from;
}

std::size_t PseudonymRing::keys() const {
  const std::lock_guard lock(mutex_);
  return keys_.size();
}

Result<bool> PseudonymRing::rotate_if_due(Timestamp now) {
  PseudonymKeys before;
  {
    const std::lock_guard lock(mutex_);
    before = keys_;
  }
  auto after = rotated(before, now, retention_);
  if (after.front().from == before.front().from && after.size() == before.size()) return false;
  if (auto saved = save_(write_keys(after)); !saved) return fail(saved.error());
  const std::lock_guard lock(mutex_);
  keys_ = std::move(after);
  current_ = std::make_shared<const Pseudonymiser>(keys_);
  return true;
}

}  // namespace chancery::listen
