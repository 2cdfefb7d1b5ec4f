// Pictures and other files of notes as the staff application shows them: pictures under addresses of ours, all else as
// a link that a person may follow.
#pragma once

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "activitypub/picture_links.hpp"
#include "activitypub/reading.hpp"
#include "base/json.hpp"

namespace chancery::api {

// [{kind, path?, url?, alt, width, height}]; `kind` is "picture", "video", "sound" or "file"; `path` where it is shown.
[[nodiscard]] json::Array attachments_json(const activity::Addresses& addresses, const activitypub::PictureLinks& links,
                                           const activity::Note& note);
[[nodiscard]] json::Array attachments_json(const activitypub::PictureLinks& links, const activitypub::Reading& reading);

}  // namespace chancery::api
