// Something small that is stored with whatever the calling thread writes next, in the same transaction: neither is
// there without the other.
//
// For what belongs to every write of a kind, such as an idempotency key: a handler calls functions of several modules,
// each with a write of its own, and none of them has to know. It rides along with each write this thread hands to that
// store on the interactive lane, until one is committed.
// Thread safety: made, used and destroyed by one thread; at most one of a thread at a time.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::store {

class Rider {
 public:
  using Write = std::function<Status(Transaction&)>;
  using Done = std::function<void(Status)>;

  // Borrows the store. `also` runs on the writer's thread, before what it rides along with, perhaps more than once and
  // after this ended: it keeps what it needs by value. Its failure fails both.
  Rider(const Store& store, Write also);
  Rider(const Rider&) = delete;
  Rider& operator=(const Rider&) = delete;
  ~Rider();

  // Whether a write was committed that it stood in.
  [[nodiscard]] bool arrived() const { return *arrived_; }

 private:
  friend class Store;
  // With what rides along, if anything does.
  static void board(const Store& store, Lane lane, Write& write, Done& done);

  const Store& store_;
  const Write also_;
  const std::shared_ptr<std::atomic<bool>> arrived_;  // shared with the writes it rides along with
};

}  // namespace chancery::store
