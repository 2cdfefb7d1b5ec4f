#include "base/result.hpp"

#include <array>
#include <cstddef>

namespace chancery {

ErrcInfo errc_info(Errc code) {
  static constexpr std::array<ErrcInfo, 14> kTable{{
      {"malformed", 400, 65},
      {"invalid", 422, 65},
      {"not_found", 404, 65},
      {"gone", 410, 65},
      {"conflict", 409, 65},
      {"unauthorized", 401, 65},
      {"forbidden", 403, 65},
      {"too_large", 413, 65},
      {"too_many", 429, 75},
      {"unsupported", 415, 65},
      {"timeout", 504, 75},
      {"unavailable", 503, 75},
      {"refused", 403, 65},
      {"internal", 500, 70},
  }};
  return kTable.at(static_cast<std::size_t>(code));
}

}  // namespace chancery
