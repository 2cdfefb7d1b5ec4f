#include "store/rider.hpp"

#include <cassert>
#include <utility>

namespace chancery::store {
namespace {

// What is in scope on this thread, as a lock or a transaction would be.
thread_local Rider* in_scope = nullptr;

}  // namespace

Rider::Rider(const Store& store, Write also)
    : store_(store), also_(std::move(also)), arrived_(std::make_shared<std::atomic<bool>>(false)) {
  assert(in_scope == nullptr && "one rider of a thread at a time");
  in_scope = this;
}

Rider::~Rider() {
  in_scope = nullptr;
}

void Rider::board(const Store& store, Lane lane, Write& write, Done& done) {
  if (in_scope == nullptr || &in_scope->store_ != &store) return;
  if (lane != Lane::Interactive || *in_scope->arrived_) return;
  write = [also = in_scope->also_, write = std::move(write)](Transaction& tx) -> Status {
    if (auto along = also(tx); !along) return along;
    return write(tx);
  };
  done = [arrived = in_scope->arrived_, done = std::move(done)](Status status) {
    if (status) *arrived = true;
    done(std::move(status));
  };
}

}  // namespace chancery::store
