// The people of the demo's ministry, whom it may name, and what it listens to and why: made as its staff would.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/program.hpp"
#include "staff/rights.hpp"

namespace chancery::cli {

// By which the demo's person of this role is stored: "demo" for the visitor, who is administrator, "demo.dpo".
[[nodiscard]] std::string demo_login(staff::Role role);

// One person of each role but the visitor's own (login "demo.<role>"), three organisations in the register of public
// actors, and watches at every step of their way: asked for, held, approved, about to expire. For a fresh folder.
[[nodiscard]] Status fill_ministry(Program& program);

// What the officer did once people had talked: one watch that ran is suspended. For a folder that has them.
[[nodiscard]] Status suspend_a_watch(Program& program);

}  // namespace chancery::cli
