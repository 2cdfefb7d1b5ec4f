// Whether a message is private to those it names.
#pragma once

#include "activity/note.hpp"

namespace chancery::answer {

// Followers or named people: its conversation is a private one, and its words go after their time.
[[nodiscard]] inline bool said_to_few(const activity::Note& note) {
  return note.visibility >= activity::Visibility::Followers;
}

}  // namespace chancery::answer
