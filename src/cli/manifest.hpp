// What a backup says of itself: MANIFEST.json, written last, so that a backup without one is none.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::cli {

inline constexpr std::string_view kManifestFile = "MANIFEST.json";

struct BackedUpFile {
  std::string path;  // below the backup's folder, with '/': "chancery.db", "media/ab/cdef….webp"
  std::int64_t bytes = 0;
  std::string sha256;  // hex
};

struct Manifest {
  std::string version;  // of the program that wrote it
  Timestamp at;
  std::string base_url;
  std::map<std::string, std::string> schema;  // database -> the newest migration applied
  std::int64_t audit_sequence = 0;            // head of the audit chain
  std::string audit_hash;                     // hex
  std::string proof_head;                     // the transparency log's newest checkpoint; empty before the first
  bool secrets_apart = false;                 // written at the same time, to another place
  std::vector<BackedUpFile> files;            // in the order of their paths
};

// As it stands in the file.
[[nodiscard]] std::string write_manifest(const Manifest& manifest);
// Fails with Errc::Malformed, or Errc::Unsupported when a later program wrote it. A path that leads out of the
// backup's folder is malformed.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view text);

// Reads the file in pieces. Fails with Errc::NotFound or Unavailable.
[[nodiscard]] Result<BackedUpFile> describe_file(const std::filesystem::path& folder, const std::string& path);

// The manifest of the backup in `folder`, after every file it names was found there with its size and its SHA-256.
// Fails with Errc::NotFound (no backup), Malformed, Unsupported, or Invalid: the hint names the file that differs.
[[nodiscard]] Result<Manifest> read_backup(const std::filesystem::path& folder);

}  // namespace chancery::cli
