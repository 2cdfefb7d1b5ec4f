#include "speak/caution_languages.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace chancery::speak {
namespace {

// All a post says in a language, part by part: texts with their warnings, and descriptions with their pictures.
std::vector<std::pair<std::string, std::string>> said_in(const PostBody& body, const std::string& language) {
  std::vector<std::pair<std::string, std::string>> said;
  for (std::size_t part = 0; part < part_count(body); ++part) {
    const auto one = part_of(body, part);
    for (const auto& text : one.texts) {
      if (text.language == language) said.emplace_back(text.markdown, text.warning);
    }
    for (const auto& picture : one.pictures) {
      for (const auto& alt : picture.alt) {
        if (alt.language == language) said.emplace_back(picture.sha256, alt.text);
      }
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
