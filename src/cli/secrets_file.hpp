// The secrets in one file, to be kept apart from the backup.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::cli {

using Secrets = std::map<std::string, std::string>;  // name -> bytes

// One line of JSON: {"format":1,"secrets":{"staff":"<base64>", …}}.
[[nodiscard]] std::string write_secrets(const Secrets& secrets);
// Fails with Errc::Malformed: also on a name that is not of a secret, and on a secret over 64 KiB.
[[nodiscard]] Result<Secrets> parse_secrets(std::string_view text);

// Every file of DIR/secrets. Fails with Errc::Unavailable.
[[nodiscard]] Result<Secrets> read_secrets_folder(const std::filesystem::path& folder);
// From a file of write_secrets, or from a folder of secrets. Fails with Errc::NotFound, Malformed or Unavailable.
[[nodiscard]] Result<Secrets> read_secrets(const std::filesystem::path& from);

}  // namespace chancery::cli
