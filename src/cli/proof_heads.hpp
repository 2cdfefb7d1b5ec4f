// The worker that signs the transparency log's heads, and keeps the newest outside the database.
#pragma once

#include <stop_token>

#include "proof/log.hpp"
#include "store/data_folder.hpp"
#include "store/store.hpp"

namespace chancery::cli {

inline constexpr auto kHeadFile = "proof-head";

// Until stopped: signs a head soon after the log has grown, and writes it to DIR/proof-head. At start that file is
// compared with the log, which names a gap when it does not contain the head.
void sign_heads(store::Store& store, const proof::Log& proof_log, const store::DataFolder& folder,
                std::stop_token stop);

}  // namespace chancery::cli
