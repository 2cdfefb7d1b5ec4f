// Pictures with their files: kept together, and removed together once nothing uses them.
//
// The same picture uploaded twice is one file under two rows. So that no file goes while somebody uploads it again, a
// row is added, and a file removed, on the store's one writer thread, each after a look at the other.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string_view>

#include "base/result.hpp"
#include "media/files.hpp"
#include "media/picture.hpp"
#include "speak/pictures.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// How long a picture may lie about that no post and no profile shows.
inline constexpr std::chrono::days kUnusedKept{2};

// Both renditions on the disk, the row and the audit entry; `action` is what the log says was done ("media.upload").
// Fails with Errc::Unavailable when the disk does not take it.
[[nodiscard]] Result<Picture> keep_picture(store::Store& store, media::Files& files, const media::Picture& made,
                                           const staff::User& by, std::string_view action);

// Removes what nothing used for kUnusedKept, rows and files, in slices that leave the writer to others; also what a
// crash left of an earlier run. Gives how many files went.
[[nodiscard]] Result<std::size_t> remove_unused_pictures(store::Store& store, media::Files& files, Timestamp now,
                                                         const std::stop_token& stop);

}  // namespace chancery::speak
