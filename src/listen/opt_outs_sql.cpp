#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <span>

#include "crypto/hash.hpp"
#include "listen/opt_outs.hpp"
#include "staff/audit.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

std::set<Pseudonym> read_opt_outs(store::Snapshot& snapshot) {
  std::set<Pseudonym> all;
  auto query = store::connection(snapshot).query("SELECT author FROM opt_out");
  while (query.step()) {
    const auto bytes = query.blob(0);
    Pseudonym author{};
    if (bytes.size() != author.size()) throw store::DamagedError("an opt-out cannot be read");
    std::ranges::copy(bytes, author.begin());
    all.insert(author);
  }
  return all;
}

}  // namespace

struct OptOuts::Impl {
  Impl(store::Store& chancery, std::string_view secret)
      : store(chancery),
        key(crypto::hmac_sha256(secret, "listen opt-out")),
        authors(store.read([](store::Snapshot& snapshot) { return read_opt_outs(snapshot); })),
        count(authors.size()) {}

  [[nodiscard]] Pseudonym hash(std::string_view author) const {
    Pseudonym pseudonym{};
    const auto digest = crypto::blake2b(author, key, pseudonym.size());
    std::ranges::copy(digest, pseudonym.begin());
    return pseudonym;
  }

  store::Store& store;
  const std::string key;
  mutable std::mutex mutex;
  std::set<Pseudonym> authors;  // guarded by mutex
  std::atomic<std::size_t> count;
};

OptOuts::OptOuts(store::Store& chancery, std::string_view key) : impl_(std::make_unique<Impl>(chancery, key)) {}
OptOuts::~OptOuts() = default;

bool OptOuts::contains(std::string_view author) const {
  if (impl_->count.load(std::memory_order_relaxed) == 0) return false;
  const auto hashed = impl_->hash(author);
  const std::lock_guard lock(impl_->mutex);
  return impl_->authors.contains(hashed);
}

std::size_t OptOuts::size() const {
  return impl_->count.load();
}

Result<bool> OptOuts::add(std::string_view author, std::string_view actor, Timestamp now) {
  const auto hashed = impl_->hash(author);
  const auto added = impl_->store.write_now([&](store::Transaction& tx) -> Result<bool> {
    const auto rows = store::connection(tx)
                          .query("INSERT INTO opt_out (author, since) VALUES (?, ?) ON CONFLICT (author) DO NOTHING")
                          .bind(std::span<const unsigned char>(hashed), now)
                          .run();
    staff::append_audit(tx, now, actor, "opt_out.add", "opt_out");
    return rows > 0;
  });
  if (!added) return fail(added.error());
  const std::lock_guard lock(impl_->mutex);
  impl_->authors.insert(hashed);
  impl_->count = impl_->authors.size();
  return added;
}

Result<bool> OptOuts::remove(std::string_view author, std::string_view actor, Timestamp now) {
  const auto hashed = impl_->hash(author);
  const auto removed = impl_->store.write_now([&](store::Transaction& tx) -> Result<bool> {
    const auto rows = store::connection(tx)
                          .query("DELETE FROM opt_out WHERE author = ?")
                          .bind(std::span<const unsigned char>(hashed))
                          .run();
    staff::append_audit(tx, now, actor, "opt_out.remove", "opt_out");
    return rows > 0;
  });
  if (!removed) return fail(removed.error());
  const std::lock_guard lock(impl_->mutex);
  impl_->authors.erase(hashed);
  impl_->count = impl_->authors.size();
  return removed;
}

}  // namespace chancery::listen
