// What stands in listen.db in place of an author and of a post's address: a keyed hash, of no use without the key.
//
// An at:// address begins with its author's DID, so it is hashed as well: the row is found again for a removal or a
// second delivery, and names nobody.
//
// The key changes every 30 days, so that nobody can be followed for longer. A former key is kept until everything
// stored under it has expired, for updates, removals, erasure and objections; then it is destroyed. So one author has
// two pseudonyms on the two sides of a rotation, and a window across it counts her at most once a key: whoever counts
// distinct authors asks keys_since() how many keys the window may have seen and asks for that many times ten
// (docs/adr/0023-who-may-listen-to-what.md).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::listen {

// 16 bytes.
using Pseudonym = std::array<unsigned char, 16>;

struct PseudonymKey {
  Timestamp from;      // what was seen from here on is hashed with it
  std::string secret;  // at least 32 bytes
};

// The keys that are still needed, newest first; never empty.
using PseudonymKeys = std::vector<PseudonymKey>;

inline constexpr std::chrono::days kKeyLasts{30};
// What the network sends again is hashed with the key of its own time for this long after a rotation, so that it is
// known again; a former key is kept for the retention and as long beyond.
inline constexpr std::chrono::days kKeyOverlap{3};

// 32 fresh random bytes.
[[nodiscard]] std::string make_pseudonym_key();
// The file secrets/listen: a fresh key of 32 bytes as make_pseudonym_key gives it (its time then begins `now`), or what
// write_keys wrote. Fails with Errc::Invalid.
[[nodiscard]] Result<PseudonymKeys> read_keys(std::string_view bytes, Timestamp now);
[[nodiscard]] std::string write_keys(const PseudonymKeys& keys);
// The keys as they should be now: a new one, from `fresh`, when the newest is older than kKeyLasts; without those past
// their use, `retention` and kKeyOverlap after the next one began. The same when nothing is due.
[[nodiscard]] PseudonymKeys rotated(PseudonymKeys keys, Timestamp now, std::chrono::days retention,
                                    std::string (*fresh)() = make_pseudonym_key);

// Thread safety: immutable.
class Pseudonymiser {
 public:
  // One key, for ever: for tests and for the command line, whose store lives as long as the process.
  explicit Pseudonymiser(std::string_view key);
  explicit Pseudonymiser(const PseudonymKeys& keys);

  // How many keys there are; 0 is the newest.
  [[nodiscard]] std::size_t keys() const { return derived_.size(); }
  // Which key a post that was seen then is hashed with when it is stored now: that of its own time within kKeyOverlap
  // of a rotation, so that what comes twice is stored once; else the newest.
  [[nodiscard]] std::size_t key_for(Timestamp seen, Timestamp now) const;
  // How many pseudonyms an author may have among what was seen from then on; at least 1.
  [[nodiscard]] std::size_t keys_since(Timestamp from) const;

  // BLAKE2b (RFC 7693), keyed apart for authors and posts.
  [[nodiscard]] Pseudonym author(std::string_view id, std::size_t key = 0) const;
  [[nodiscard]] Pseudonym post(std::string_view id, std::size_t key = 0) const;
  // Under every key, newest first: where an update, a removal or a person's request has to look.
  [[nodiscard]] std::vector<Pseudonym> authors(std::string_view id) const;
  [[nodiscard]] std::vector<Pseudonym> posts(std::string_view id) const;

 private:
  struct Derived {
    Timestamp from;
    std::string author;
    std::string post;
  };
  std::vector<Derived> derived_;
};

// The keys of a running server: who needs pseudonyms asks for the present ones, and one worker rotates them.
// Thread safety: any thread.
class PseudonymRing {
 public:
  // Keeps what it must: called with write_keys' bytes before new keys are used. DataFolder::replace_secret.
  using Save = std::function<Status(std::string_view)>;

  PseudonymRing(PseudonymKeys keys, std::chrono::days retention, Save save);

  // Shared by the ring and whoever is hashing while the keys change.
  [[nodiscard]] std::shared_ptr<const Pseudonymiser> current() const;
  // When the newest key began and ends.
  [[nodiscard]] Timestamp since() const;
  [[nodiscard]] Timestamp next_rotation() const { return since() + kKeyLasts; }
  [[nodiscard]] std::size_t keys() const;
  // Rotates and destroys what is due; gives whether anything was. Fails with what `save` said: the former keys stay.
  [[nodiscard]] Result<bool> rotate_if_due(Timestamp now);

 private:
  const std::chrono::days retention_;
  const Save save_;
  mutable std::mutex mutex_;
  PseudonymKeys keys_;                            // guarded by mutex_
  std::shared_ptr<const Pseudonymiser> current_;  // guarded by mutex_
};

}  // namespace chancery::listen
