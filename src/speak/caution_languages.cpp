#include "speak/caution_languages.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace chancery::speak {
namespace {

// All a post says in a language, text and warning, part by part.
std::vector<std::pair<std::string, std::string>> said_in(const PostBody& body, const std::string& language) {
  std::vector<std::pair<std::string, std::string>> said;
  for (std::size_t part = 0; part < part_count(body); ++part) {
    for (const auto& text : part_of(body, part).texts) {
      if (text.language == language) said.emplace_back(text.markdown, text.warning);
    }
  }
  return said;
}

}  // namespace

void add_unchanged_languages(const PostBody& sent, const PostBody& now, std::vector<Caution>& cautions) {
  Caution caution{.code = "languages_unchanged"};
  for (const auto& text : now.texts) {
    const auto stood = std::ranges::find(sent.texts, text.language, &PostText::language);
    if (stood == sent.texts.end()) continue;
    const bool same = said_in(sent, text.language) == said_in(now, text.language);
    (same ? caution.others : caution.words).push_back(text.language);
  }
  if (!caution.words.empty() && !caution.others.empty()) cautions.push_back(std::move(caution));
}

}  // namespace chancery::speak
