// The rows behind profiles. For speak/ alone.
#pragma once

#include <string_view>

#include "activity/actor.hpp"
#include "speak/post_body.hpp"
#include "store/store.hpp"

namespace chancery::speak::rows {

// `part`: "avatar" or "header"; none: no picture. Such pictures are in use.
void put_profile_picture(store::Transaction& tx, activity::AccountId account, std::string_view part, MediaId picture);

}  // namespace chancery::speak::rows
