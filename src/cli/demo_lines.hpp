// What the demo's house has agreed to say: written by its editor, approved by its officer.
#pragma once

#include "base/result.hpp"
#include "cli/demo_talk.hpp"
#include "store/store.hpp"

namespace chancery::cli {

// Answers, a holding line, a line for private matters and two for a crisis, in several languages. For a folder whose
// desks stand.
[[nodiscard]] Status fill_lines(store::Store& store, const DemoTalk& talk);

}  // namespace chancery::cli
