// Posts as docs/api/openapi.yaml has them, read and written.
#pragma once

#include <string>
#include <string_view>

#include "activity/source_note.hpp"
#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/resources.hpp"
#include "speak/account_changes.hpp"
#include "speak/account_rights.hpp"
#include "speak/approvers.hpp"
#include "speak/permissions.hpp"
#include "speak/pictures.hpp"
#include "speak/posts.hpp"

namespace chancery::api {

// The members of a post's body. A field of the wrong type is a problem of `fields`; one that says what cannot be fails
// with Errc::Invalid.
[[nodiscard]] Result<speak::PostBody> read_post_body(Fields& fields);

// What a version of the post says, with each picture as it is stored.
[[nodiscard]] json::Object post_body_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                          const speak::Post& post, const speak::PostBody& body,
                                          const staff::User& reader);
[[nodiscard]] json::Object to_json(const speak::Picture& picture, const activity::Addresses& addresses);
// With the names of who wrote, approved and released it (`users` holds them), and what this reader may do with it.
[[nodiscard]] json::Object post_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                     const staff::ShownNames& users, const speak::Post& post,
                                     const staff::User& reader);
// How many approvals a post needs, and how many people may give one.
[[nodiscard]] json::Object to_json(const speak::Approvers& approvers);
[[nodiscard]] json::Object to_json(const speak::PostStep& step, const staff::ShownNames& users);
[[nodiscard]] std::string_view to_string(activity::Consent consent);  // "given"
[[nodiscard]] json::Object to_json(const activity::SourceNote& source);
[[nodiscard]] json::Object to_json(const speak::Permission& permission, const staff::ShownNames& users);

// A change of an account's rule or rights that waits.
[[nodiscard]] json::Object to_json(const speak::AccountChange& change, const staff::ShownNames& users);

}  // namespace chancery::api
