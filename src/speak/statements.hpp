// What the transparency log is told of our notes. For speak/ alone.
#pragma once

#include "activity/note.hpp"
#include "base/result.hpp"
#include "proof/statement.hpp"
#include "speak/publisher.hpp"
#include "store/shares.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// Records what `note` says from `at` on; nothing for one that was not said to everybody. To be called in the
// transaction that publishes, changes or removes it. Fails as proof::Log::record.
[[nodiscard]] Status record_statement(store::Transaction& tx, const Publisher& publisher, proof::Kind kind,
                                      const activity::Note& note, Timestamp at);

// The same of a post that is shared (Shared), or is no longer (Unshared).
[[nodiscard]] Status record_share(store::Transaction& tx, const Publisher& publisher, proof::Kind kind,
                                  const store::Share& share, Timestamp at);

}  // namespace chancery::speak
