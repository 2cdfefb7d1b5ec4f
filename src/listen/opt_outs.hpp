// Who asked not to be listened to: a small set of keyed hashes that the intake asks before it looks at a post.
//
// The hashes stand in chancery.db, not in listen.db, which can be thrown away; their key never rotates, because the
// wish lasts. It holds nobody else.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/pseudonym.hpp"
#include "store/store.hpp"

namespace chancery::listen {

// Thread safety: any thread; `contains` takes no lock while the set is empty and a short one else.
class OptOuts {
 public:
  // Reads the set from chancery.db, which is borrowed for its lifetime. `key`: DataFolder::secret("opt-outs",
  // make_pseudonym_key).
  OptOuts(store::Store& chancery, std::string_view key);
  OptOuts(const OptOuts&) = delete;
  OptOuts& operator=(const OptOuts&) = delete;
  ~OptOuts();

  // Whether a post of this author (as PublicPost::author has it) must be dropped, uncounted. About a microsecond.
  [[nodiscard]] bool contains(std::string_view author) const;
  [[nodiscard]] std::size_t size() const;

  // Give whether something changed. `actor` is who recorded it, as the audit log writes it. Fail with what the store
  // said.
  [[nodiscard]] Result<bool> add(std::string_view author, std::string_view actor, Timestamp now);
  [[nodiscard]] Result<bool> remove(std::string_view author, std::string_view actor, Timestamp now);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::listen
