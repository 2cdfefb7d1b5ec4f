// A data folder or a backup looked through: is everything there, and as it was written?
#pragma once

#include <filesystem>
#include <vector>

#include "api/routes.hpp"
#include "base/result.hpp"

namespace chancery::cli {

// One check each: the databases, their schema, the audit chain, the transparency log, the pictures, the secrets; of a
// backup the manifest first, and no secrets, as they are kept apart. Changes nothing, and a server may be running on
// the folder. Fails with Errc::NotFound when it is neither.
[[nodiscard]] Result<std::vector<api::Check>> verify_folder(const std::filesystem::path& folder);

}  // namespace chancery::cli
