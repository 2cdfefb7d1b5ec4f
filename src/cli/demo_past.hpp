// What lies behind the demo's ministry: two weeks of questions that were answered or settled, and a crisis that began
// this morning.
#pragma once

#include "activity/note.hpp"
#include "base/result.hpp"
#include "cli/demo_talk.hpp"
#include "store/store.hpp"

namespace chancery::cli {

// At the times they are said to have been, so that past weeks have figures.
[[nodiscard]] Status fill_past_weeks(DemoTalk& talk);

// A crisis with its log, begun with this post of ours.
[[nodiscard]] Status fill_crisis(store::Store& store, const DemoTalk& talk, activity::NoteId began);

}  // namespace chancery::cli
