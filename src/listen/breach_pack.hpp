// What a breach report needs within 72 hours (Art. 33 and 34 GDPR), assembled from what is stored: which data, how much
// of it, who could and did look, what staff did, and the list of what is still to be told.
//
// It holds no post, no author and no pseudonym: it can be handed to a supervisory authority.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::listen {

struct BreachWindow {
  Timestamp from;   // when it may have begun
  Timestamp aware;  // when we came to know: the 72 hours run from here
};
inline constexpr std::chrono::hours kNotifyWithin{72};
inline constexpr std::size_t kMostAuditEntries = 5'000;  // in the extract, newest first; the pack says when it cut

// With the names `reader` may see. One JSON document; its shape stands in docs/api/openapi.yaml (BreachPack). Verifies
// the whole audit chain: some seconds a million entries.
[[nodiscard]] json::Object breach_pack(const store::Store& chancery, const store::Store& listen,
                                       const staff::User& reader, const BreachWindow& window);
// The same to print: one HTML document without script or style sheet.
[[nodiscard]] std::string breach_pack_html(const json::Object& pack);

}  // namespace chancery::listen
