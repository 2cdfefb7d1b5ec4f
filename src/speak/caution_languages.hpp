// A change of one language of what was sent, which the others do not say. For speak/ alone.
#pragma once

#include <vector>

#include "speak/cautions.hpp"

namespace chancery::speak {

// "languages_unchanged" where some of the languages that both have say something else now, and others what was sent.
// One that came or went is not a change of the rest.
void add_unchanged_languages(const PostBody& sent, const PostBody& now, std::vector<Caution>& cautions);

}  // namespace chancery::speak
