// The demo's inbox: what invented people asked the ministry, and what its officers did about it.
#pragma once

#include "base/result.hpp"
#include "cli/program.hpp"

namespace chancery::cli {

// Three missions with six desks, and some sixty conversations in seven languages: most wait, some for too long; one
// flood of the same question; some are somebody's, three answers wait for the visitor's approval, some are answered,
// referred, noted or closed without a reply. For a folder that has the posts of fill_posts() and a front desk.
[[nodiscard]] Status fill_desk(Program& program);

}  // namespace chancery::cli
