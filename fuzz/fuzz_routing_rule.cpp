// Rules of routing as somebody might type them: what is accepted is the same once written and read again; what is
// refused is refused at a place that exists.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <string_view>
#include <vector>

#include "desk/routing.hpp"

namespace {

using namespace chancery::desk;

void require(bool condition) {
  if (!condition) std::abort();
}

Names known() {
  Names names;
  names.desks = {{"Cairo / Consular", DeskId{1}}, {"Capital / \"Quoted\"", DeskId{2}}};
  names.accounts = {"press", "ambassador_cairo"};
  names.missions = {"Embassy Cairo", "Capital"};
  names.topics = {"consular", "visa"};
  names.countries = {"EG", "IS"};
  names.marks = {"official", "flood"};
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Names names = known();
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto rules = Rules::parse(input, names);
  if (!rules) {
    const auto lines = static_cast<std::size_t>(std::ranges::count(input, '\n')) + 1;
    for (const RuleError& error : rules.error()) {
      require(!error.message.empty() && !error.expected.empty());
      require(error.line >= 1 && error.line <= lines && error.column >= 1 && error.column <= size + 1);
    }
    return 0;
  }
  const std::string written = rules->canonical();
  if (written.size() <= kRulesBytes) {
    const auto again = Rules::parse(written, names);
    require(again.has_value() && *again == *rules && again->canonical() == written);
  }
  std::vector<std::uint32_t> said(rules->phrases().size());
  std::iota(said.begin(), said.end(), 0U);
  Facts facts;
  facts.language = "ar";
  facts.topics = {"visa"};
  const auto fitting = rules->fit(facts, said);
  require(fitting == rules->fit(facts, said) && fitting.rules.size() <= rules->rules().size());
  DeskWork desk;
  desk.id = DeskId{1};
  require(route(facts, fitting, {&desk, 1}).desk == desk.id);
  return 0;
}
