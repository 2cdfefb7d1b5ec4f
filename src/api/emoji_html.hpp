// Strangers' texts and names with their custom emoji as small pictures of this server, for staff.
#pragma once

#include <string>
#include <string_view>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "activitypub/picture_links.hpp"
#include "activitypub/reading.hpp"
#include "base/json.hpp"

namespace chancery::api {

// `html` as it is stored, unchanged where nothing is to be shown.
[[nodiscard]] std::string with_emoji(const activitypub::PictureLinks& links, const activity::Note& note,
                                     std::string_view html);
[[nodiscard]] std::string with_emoji(const activitypub::PictureLinks& links, const activitypub::Reading& reading,
                                     std::string_view html);

// Adds `name_html` where the name that stands under `name` has such pictures.
void add_name_html(json::Object& object, const activitypub::PictureLinks& links, const activity::Actor& actor);

}  // namespace chancery::api
