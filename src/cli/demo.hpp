// `serve --demo`: a fresh data folder becomes a fictional ministry that is set up, speaks, and has listened for weeks.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/program.hpp"
#include "store/store.hpp"

namespace chancery::cli {

// Makes the ministry in a fresh folder, and lets it hear four weeks of invented talk (some seconds, told on stderr); in
// a folder that holds it already, what was said since the server stopped. Signs nobody in: it gives the address that
// does, good while this process runs. Fails with Errc::Conflict when the folder belongs to a real institution, and
// Refused when the base URL is not this machine's own.
[[nodiscard]] Status fill_demo(Program& program);

// When the demo's story has its crisis: when the ministry was made.
[[nodiscard]] Timestamp demo_story_ends(const store::Store& chancery);

}  // namespace chancery::cli
