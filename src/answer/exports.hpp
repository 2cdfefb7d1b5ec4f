// Archive exports: conversations of a desk, a mission or the whole house as NDJSON lines, packed (gzip), for a state
// archive or a court. With each stands a manifest: how many lines, the SHA-256 of the file, and the head of the audit
// log as it stood then, so that the file can be held against what was signed.
//
// The files lie in DIR/exports, are kept seven days and are in no backup. Ordered in a transaction, made by one named
// thread; a process that ends meanwhile makes it anew from the beginning.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "store/store.hpp"

namespace chancery::answer {

enum class ExportScope { Desk, Mission, All };
[[nodiscard]] std::string_view to_string(ExportScope scope);  // "desk"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<ExportScope> parse_export_scope(std::string_view text);

enum class ExportState {
  Waiting,  // "waiting": to be made
  Ready,
  Failed,
  Gone,  // its file is no more; what it was stays on record
};
[[nodiscard]] std::string_view to_string(ExportState state);

inline constexpr std::chrono::days kExportKept{7};
inline constexpr std::size_t kExportsWaiting = 3;

struct ArchiveExport {
  std::int64_t id = 0;
  staff::UserId by;
  Timestamp at;
  ExportScope scope = ExportScope::All;
  std::int64_t subject = 0;  // of that table; 0 of all
  ExportState state = ExportState::Waiting;
  std::string file;  // its name in the folder
  std::int64_t bytes = 0;
  std::string sha256;
  std::int64_t rows = 0;
  std::string manifest;  // JSON; empty before it is ready
  Timestamp expires_at;
};

// Audited ("export.make"). Fails with Errc::NotFound (no such desk or mission) and TooMany (others wait).
[[nodiscard]] Result<ArchiveExport> order_export(store::Transaction& tx, const ArchiveExport& wanted,
                                                 const Acting& acting);
[[nodiscard]] std::vector<ArchiveExport> archive_exports(store::Snapshot& snapshot,
                                                         std::size_t limit = 50);  // newest first
[[nodiscard]] std::optional<ArchiveExport> archive_export(store::Snapshot& snapshot, std::int64_t id);

// Beside the store's file.
[[nodiscard]] std::filesystem::path exports_folder(const store::Store& store);

// Thread safety: one thread.
class Exporter {
 public:
  // Borrows the store for its lifetime.
  explicit Exporter(store::Store& store) : store_(store), folder_(exports_folder(store)) {}

  // Makes what waits; gives how many. One that cannot be made is told as failed, in its row.
  [[nodiscard]] Result<std::size_t> work(const std::stop_token& stop);
  // Removes the files whose time is over, and any other nobody ordered.
  [[nodiscard]] Status sweep(Timestamp now);

 private:
  [[nodiscard]] Result<ArchiveExport> make(ArchiveExport wanted, const std::stop_token& stop);

  store::Store& store_;
  const std::filesystem::path folder_;
};

}  // namespace chancery::answer
