// Fuzz target: the check before publication on any text in any language. The input is a language tag, a line break and
// Markdown; an empty tag is allowed, as in a draft. What is found is bounded and is valid UTF-8.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "speak/cautions.hpp"
#include "text/utf8.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  using namespace chancery::speak;
  static const text::LanguageIdentifier languages;
  static const text::Annotator countries;
  static const CautionRules rules({.link_domains = {"gov.example"}, .days = {"11-23 TR earthquake"}}, languages,
                                  countries);
  if (size > 64 * 1024) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(input.find('\n'), input.size());
  const std::string markdown{input.substr(std::min(line + 1, input.size()))};
  PostBody body;
  body.account = activity::AccountId{1};
  body.texts.push_back({std::string{input.substr(0, std::min<std::size_t>(line, 35))}, markdown, ""});
  body.pictures.resize(1);
  body.pictures[0].alt = {{"en", markdown.substr(0, 200)}};
  const CautionContext context{.own_country = "NO",
                               .own_host = "mfa.example",
                               .leaves = Timestamp{std::chrono::hours{24 * 20'000}},
                               .officeholders = {"Zed Quux", "张志明"},
                               .handles = {"@zed@gov.example"}};
  const auto cautions = rules.cautions_of(body, context);
  require(cautions.size() <= kMaxCautions);
  for (const auto& caution : cautions) {
    require(!caution.code.empty() && reason_of(caution) != caution.code);
    if (!text::is_valid_utf8(input)) continue;  // a post is valid: check_body sees to it
    for (const auto& word : caution.words) require(text::is_valid_utf8(word));
  }
  require(more_approvals(cautions) <= 1);
  return 0;
}
