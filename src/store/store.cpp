#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <mutex>
#include <system_error>

#include "store/engine.hpp"
#include "store/rider.hpp"
#include "store/writer.hpp"

namespace chancery::store {
namespace {

// One connection of the pool, with the snapshot it shows while it is lent.
struct Reader {
  Reader(std::unique_ptr<Connection::Impl> opened, const Clock& clock)
      : connection(std::move(opened)), snapshot(*connection, clock) {}

  std::unique_ptr<Connection::Impl> connection;
  Snapshot snapshot;
};

std::int64_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

struct Store::Impl {
  Impl(StoreOptions wanted, const Clock& its_clock, IdSource& its_ids)
      : options(std::move(wanted)), clock(its_clock), ids(its_ids) {}

  void tell(std::int64_t position) {
    {
      const std::lock_guard lock(events_mutex);
      last_position = position;
    }
    events_changed.notify_all();
  }

  void add_reader(std::unique_ptr<Connection::Impl> opened) {
    readers.push_back(std::make_unique<Reader>(std::move(opened), clock));
    idle.push_back(&readers.back()->snapshot);
  }

  void give_back(Snapshot* snapshot) {
    {
      const std::lock_guard lock(readers_mutex);
      idle.push_back(snapshot);
    }
    reader_free.notify_one();
  }

  const StoreOptions options;
  const Clock& clock;
  IdSource& ids;

  std::mutex events_mutex;
  std::condition_variable_any events_changed;
  std::int64_t last_position = 0;  // guarded by events_mutex
  std::uint64_t wakes = 0;         // guarded by events_mutex

  // Before the readers, so that its connection closes last and leaves no WAL behind.
  std::unique_ptr<Writer> writer;

  std::vector<std::unique_ptr<Reader>> readers;
  std::mutex readers_mutex;
  std::condition_variable reader_free;
  std::vector<Snapshot*> idle;  // guarded by readers_mutex
};

namespace {

auto damaged(const std::filesystem::path& file, const std::exception& error) {
  return fail(Errc::Internal, fmt::format("{}: {}", file.string(), error.what()),
              fmt::format("{} is damaged, or is not a Chancery database; restore it from a backup", file.string()));
}

auto cannot_open(const std::filesystem::path& file, const std::exception& error) {
  return fail(Errc::Unavailable, fmt::format("{}: {}", file.string(), error.what()),
              fmt::format("{} cannot be opened; check its folder, its owner and the disk's space", file.string()));
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(StoreOptions options, const Clock& clock, IdSource& ids) {
  const auto file = options.file;
  auto impl = std::make_unique<Impl>(std::move(options), clock, ids);
  try {
    auto connection = open_writer(file);
    Connection db(*connection);
    db.execute(impl->options.durability == Durability::Full ? "PRAGMA synchronous = FULL"
                                                            : "PRAGMA synchronous = NORMAL");
    if (auto migrated = migrate(db, file, impl->options.database, impl->options.migrations, clock); !migrated) {
      return fail(migrated.error());
    }
    ids.never_below(high_water(db));
    release_leases(db);
    impl->last_position = store::last_position(db);
    for (unsigned i = 0; i < std::max(impl->options.readers, 1U); ++i) {
      impl->add_reader(open_reader(file));
    }
    Writer::Connections connections{std::move(connection), open_checkpointer(file)};
    impl->writer = std::make_unique<Writer>(file, std::move(connections), clock, ids, impl->options.queue,
                                            [raw = impl.get()](std::int64_t position) { raw->tell(position); });
  } catch (const DamagedError& error) {
    return damaged(file, error);
  } catch (const std::runtime_error& error) {
    return cannot_open(file, error);
  }
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<std::unique_ptr<const Store>> Store::open_to_read(const std::filesystem::path& file, bool alone,
                                                         const Clock& clock, IdSource& ids) {
  if (std::error_code error; !std::filesystem::exists(file, error)) {
    return fail(Errc::NotFound, fmt::format("{}: no such file", file.string()));
  }
  auto impl = std::make_unique<Impl>(StoreOptions{.file = file, .database = {}, .migrations = {}}, clock, ids);
  try {
    impl->add_reader(alone ? open_unchanging(file) : open_reader(file));
    Snapshot& first = *impl->idle.front();
    begin_snapshot(first);
    const bool ours = has_table(first.connection(), "migration");
    if (ours) impl->last_position = store::last_position(first.connection());
    end_snapshot(first);
    if (!ours) throw DamagedError("it has no table of migrations");
  } catch (const DamagedError& error) {
    return damaged(file, error);
  } catch (const std::runtime_error& error) {
    return cannot_open(file, error);
  }
  return std::unique_ptr<const Store>(new Store(std::move(impl)));
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Store::~Store() {
  if (impl_->writer) impl_->writer->close();
}

void Store::submit(Lane lane, std::function<Status(Transaction&)> fn, std::function<void(Status)> done) {
  Rider::board(*this, lane, fn, done);
  impl_->writer->submit(lane, {std::move(fn), std::move(done)});
}

void Store::assert_not_on_writer() const {
  assert(!impl_->writer->on_this_thread());
}

Store::Lease::Lease(const Store& store) : store_(store) {
  auto& impl = *store.impl_;
  {
    std::unique_lock lock(impl.readers_mutex);
    impl.reader_free.wait(lock, [&] { return !impl.idle.empty(); });
    snapshot_ = impl.idle.back();
    impl.idle.pop_back();
  }
  try {
    begin_snapshot(*snapshot_);
  } catch (...) {
    impl.give_back(snapshot_);
    throw;
  }
}

Store::Lease::~Lease() {
  end_snapshot(*snapshot_);
  store_.impl_->give_back(snapshot_);
}

std::int64_t Store::last_position() const {
  const std::lock_guard lock(impl_->events_mutex);
  return impl_->last_position;
}

void Store::wait_for_events(std::int64_t position, std::chrono::milliseconds timeout) const {
  wait_for_events(position, timeout, std::stop_token{});
}

void Store::wait_for_events(std::int64_t position, std::chrono::milliseconds timeout,
                            const std::stop_token& stop) const {
  std::unique_lock lock(impl_->events_mutex);
  const auto woken = impl_->wakes;
  impl_->events_changed.wait_for(lock, stop, timeout,
                                 [&] { return impl_->last_position > position || impl_->wakes != woken; });
}

void Store::wake_all() const {
  {
    const std::lock_guard lock(impl_->events_mutex);
    ++impl_->wakes;
  }
  impl_->events_changed.notify_all();
}

const Clock& Store::clock() const {
  return impl_->clock;
}

IdSource& Store::ids() const {
  return impl_->ids;
}

const std::filesystem::path& Store::file() const {
  return impl_->options.file;
}

Store::Health Store::health() const {
  Health health;
  health.bytes = size_of(file());
  auto wal = file();
  wal += "-wal";
  health.wal_bytes = size_of(wal);
  health.queued = impl_->writer ? impl_->writer->queued() : 0;
  try {
    read([&](Snapshot& snapshot) {
      health.integrity = quick_check(snapshot.connection());
      health.applied = applied_migrations(snapshot.connection());
    });
  } catch (const StorageError& error) {
    health.integrity = error.what();
  }
  health.integrity_ok = health.integrity == "ok";
  return health;
}

}  // namespace chancery::store
