// Backups of a data folder, and the way back.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "cli/foundation.hpp"
#include "cli/manifest.hpp"

namespace chancery::cli {

struct BackupOptions {
  std::filesystem::path to;       // a folder that is not there yet, or is empty
  std::filesystem::path secrets;  // a new file, outside `to`; empty: the secrets are not written
  bool with_listening = false;    // listen.db as well
};

// Copies what cannot be had again: chancery.db, the pictures, the analyst's own topics, the base URL. The server may
// go on writing: what was committed when the call began is in the copy. Pictures are hard-linked where the file
// system can. The copy is looked through before the manifest is written. `by` goes into the audit log.
// Fails with Errc::Conflict (not empty), Invalid (the secrets would stand in the backup), Unavailable, or Internal when
// the copy is damaged.
[[nodiscard]] Result<Manifest> make_backup(const Foundation& foundation, const BackupOptions& options,
                                           const std::string& by, const std::stop_token& stop = {});

struct RestoreOptions {
  std::filesystem::path from;
  std::filesystem::path secrets;  // a file of `backup --secrets`, or a folder of secrets; empty: new ones are made
  bool without_secrets = false;   // said expressly: without them nobody can sign in
  std::vector<std::filesystem::path> published_heads;  // heads of the transparency log that others may have
};

struct Restored {
  Manifest manifest;
  int gaps = 0;          // published heads the restored log does not contain: each has a leaf now
  std::size_t held = 0;  // posts that waited to leave, and are held now
};

// Fills config.data, a folder that is not there, or is empty but for `proof-head`, from a backup whose files are all as
// its manifest says; then opens it, names the heads it lost, and holds every post until people lift that: what waited
// to leave may have left since the backup. The audit log hears of it as done by `by`. Fails as read_backup, or with
// Errc::Conflict (in use, not empty), Invalid (secrets not mentioned), Unavailable.
[[nodiscard]] Result<Restored> restore_backup(const Config& config, const RestoreOptions& options,
                                              const std::string& by);

}  // namespace chancery::cli
