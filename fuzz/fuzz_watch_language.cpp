// The watch language on whatever someone types: what is accepted is the same query once written and read again and can
// be evaluated; what is refused is refused at a place that exists.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "listen/personal_names.hpp"
#include "listen/query.hpp"
#include "listen/query_set.hpp"
#include "text/utf8.hpp"

namespace {

using namespace chancery::listen;

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

QueryVocabulary vocabulary() {
  QueryVocabulary out = QueryVocabulary::standard();
  out.actor = [](std::string_view name) {
    return name == "mfa.example" ? std::vector<std::string>{"mfa.example", "did:plc:mfa"} : std::vector<std::string>{};
  };
  return out;
}

void evaluate(const Query& query, std::string_view input) {
  const auto set = QuerySet::compile(std::span{&query, 1});
  require(set.has_value());
  QuerySet::Scratch scratch;
  const std::vector<std::string> countries = {"NO"};
  for (const auto& match : set->candidates({.text = input, .author = "did:plc:mfa", .network = "bluesky"}, scratch)) {
    require(match.query == 0 && match.terms.size() <= query.positive_terms().size());
    // What is certain stays so whatever analysis tells.
    if (match.certain) require(set->confirm(match, {"ar", countries, {}}, scratch));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const QueryVocabulary known = vocabulary();
  static const PersonalNames names;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto query = Query::parse(input, known);
  if (!query) {
    require(!query.error().message.empty() && !query.error().expected.empty());
    require(query.error().position + query.error().length <= chancery::text::count_characters(input) + 1);
    return 0;
  }
  const auto again = Query::parse(query->canonical(), known, {.characters = 40'000, .nesting = 100});
  require(again.has_value() && *again == *query && again->canonical() == query->canonical());
  evaluate(*query, input);
  for (const HeldName& held : names.held_in(*query, {})) {
    require(held.position + held.length <= chancery::text::count_characters(input));
  }
  return 0;
}
