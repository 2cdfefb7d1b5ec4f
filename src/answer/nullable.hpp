// A column's NULL where there is none.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.hpp"

namespace chancery::answer {

template <class Tag>
[[nodiscard]] std::optional<std::int64_t> or_null(Id<Tag> id) {
  return id ? std::optional{id.value} : std::nullopt;
}
[[nodiscard]] inline std::optional<std::int64_t> or_null(std::int64_t id) {
  return id != 0 ? std::optional{id} : std::nullopt;
}

}  // namespace chancery::answer
