// A database file copied while it is in use, and a database file looked through.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Copies what is committed now to `to`, a new file (0600), and returns when it is on the disk. One snapshot, a
// mebibyte at a time by a connection of its own: nobody waits for it, neither writer nor reader, but the file's WAL
// is not reset meanwhile. Gives the bytes written.
// Fails with Errc::Conflict when `to` is there, Unavailable on a full disk or when `stop` is requested.
[[nodiscard]] Result<std::int64_t> copy_database(const Store& store, const std::filesystem::path& to,
                                                 const std::stop_token& stop = {});

struct Inspection {
  std::vector<std::string> damage;      // what PRAGMA integrity_check says; empty: nothing
  std::vector<std::string> dangling;    // tables with rows whose foreign key leads nowhere
  std::vector<std::string> migrations;  // applied, in order
};
// Reads the whole file, some 100 MB a second.
[[nodiscard]] Inspection inspect(const Store& store);

}  // namespace chancery::store
