// What a post shares or quotes, looked at where it stands.
#pragma once

#include <optional>

#include "activity/source_note.hpp"
#include "api/looks.hpp"
#include "api/resources.hpp"
#include "speak/posts.hpp"

namespace chancery::api {

// None: it shares and quotes nothing.
using Source = std::optional<activity::SourceNote>;

// Asks its server; fails with what that answers, or with Errc::TooMany where too many look at once.
[[nodiscard]] Result<Source> look_at_source(const Services& services, Looks& looks, const speak::PostBody& body);
// What it shares, as it stands now, is what is chosen, and the address of a quoted page becomes that of its post.
[[nodiscard]] Result<Source> choose_source(const Services& services, Looks& looks, speak::PostBody& body);
void keep_source(store::Transaction& tx, const Source& source, Timestamp now);

}  // namespace chancery::api
