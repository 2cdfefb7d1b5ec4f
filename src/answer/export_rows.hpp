// The rows behind archive exports. For answer/ alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "answer/exports.hpp"

namespace chancery::answer::rows {

void insert_export(store::Transaction& tx, const ArchiveExport& one);
// State, size, digest, lines, manifest, until when.
void put_export(store::Transaction& tx, const ArchiveExport& one);
[[nodiscard]] std::size_t exports_waiting(store::Transaction& tx);
// Oldest first.
[[nodiscard]] std::vector<ArchiveExport> exports_in(store::Snapshot& snapshot, ExportState state);

// The next conversations by number, whoever's they are.
[[nodiscard]] std::vector<Conversation> conversations_after(store::Snapshot& snapshot, ConversationId after,
                                                            std::size_t limit);

}  // namespace chancery::answer::rows
