// The demo's question-and-answer sessions.
#pragma once

#include "base/result.hpp"
#include "cli/demo_talk.hpp"
#include "cli/program.hpp"
#include "staff/desks.hpp"

namespace chancery::cli {

// One at that desk that is over, answered but for one question, and one that is announced for tomorrow, with questions
// that wait for it.
[[nodiscard]] Status fill_sessions(Program& program, DemoTalk& talk, staff::DeskId desk);

}  // namespace chancery::cli
