// How a query writes the address of a public actor.
#pragma once

#include <string>
#include <string_view>

namespace chancery::listen {

// Without '@' or "acct:", folded.
[[nodiscard]] std::string in_queries(std::string_view address);

}  // namespace chancery::listen
