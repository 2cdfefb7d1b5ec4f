// The routes that take larger bodies than the server does elsewhere, from people who are signed in.
#pragma once

#include <cstddef>
#include <vector>

#include "net/server.hpp"

namespace chancery::api {

inline constexpr std::size_t kMaxPictureForm = (std::size_t{40} << 20) + (std::size_t{64} << 10);  // the form around it
inline constexpr std::size_t kMaxBlockListBytes = std::size_t{8} << 20;

// For net::ServerLimits::uploads. A proxy before the server must let the largest of them through (docs/operate).
[[nodiscard]] inline std::vector<net::UploadLimit> upload_limits() {
  return {{"/api/staff/media", kMaxPictureForm}, {"/api/staff/moderation/hosts/list", kMaxBlockListBytes}};
}

}  // namespace chancery::api
