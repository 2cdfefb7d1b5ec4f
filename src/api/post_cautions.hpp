// The check before publication, with what the store knows: the institution and the register of public actors.
#pragma once

#include <string>
#include <vector>

#include "api/guard.hpp"
#include "api/resources.hpp"
#include "speak/cautions.hpp"
#include "speak/posts.hpp"

namespace chancery::api {

// For a post that is to leave at `leaves`.
[[nodiscard]] speak::CautionContext caution_context(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                                    Timestamp leaves);
// For this one; of a change it knows what was sent.
[[nodiscard]] speak::CautionContext caution_context(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                                    Timestamp leaves, const speak::Post& post);

// With what looking at its links found: which of them lead to posts of private persons.
void add_private_posts(speak::Assessment& assessment, const std::vector<std::string>& urls);

// With what an earlier look at the same links found: `stored` are the cautions of the version that stands.
void keep_private_posts(speak::Assessment& assessment, const std::string& stored);

// Of who is about to approve: a post submitted on one day may leave on another, which is one of mourning. What the day
// asks for and she has not seen is stored with the version, and fails with Errc::Conflict: she reads it, and approves.
[[nodiscard]] Status show_new_days(const Services& services, const staff::User& approver, speak::PostId id,
                                   int version);

}  // namespace chancery::api
