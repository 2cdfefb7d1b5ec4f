// What the demo's ministry says, has said and is about to say: made as its staff would.
#pragma once

#include "base/result.hpp"
#include "cli/program.hpp"

namespace chancery::cli {

// An account and its posts: two that left, one in three languages that waits for a second person, one scheduled for
// tomorrow, one draft. For a folder that has the people of fill_ministry().
[[nodiscard]] Status fill_posts(Program& program);

}  // namespace chancery::cli
