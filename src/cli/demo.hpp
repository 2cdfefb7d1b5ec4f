// `serve --demo`: a fresh data folder becomes a fictional ministry that is set up, speaks and listens to the sample.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/program.hpp"

namespace chancery::cli {

// Does nothing when the folder holds the demo already. Signs nobody in: it gives the address that does, good while
// this process runs.
// Fails with Errc::Conflict when the folder belongs to a real institution, and Refused when the base URL is not
// this machine's own.
[[nodiscard]] Status fill_demo(Program& program);

}  // namespace chancery::cli
