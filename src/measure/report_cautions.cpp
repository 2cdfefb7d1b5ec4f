#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <string>

#include "base/json.hpp"
#include "figure/csv_reader.hpp"
#include "figure/number.hpp"

namespace chancery::measure {
namespace {

using Cautions = std::vector<figure::Report::Head::Caution>;

bool breaks_off(const json::Object& file) {
  const auto* problems = json::object(file, "problems");
  if (problems == nullptr) return false;
  for (const auto kind : {figure::bad_line::kDamagedArchive, figure::bad_line::kUnreadable}) {
    if (problems->contains(kind)) return true;
  }
  return false;
}

}  // namespace

Cautions cautions_of(const Study& study) {
  Cautions cautions;
  std::vector<figure::UnusedLines> unused;
  if (const auto* files = json::object(study.input.record, "files")) {
    for (const auto& [role, value] : *files) {
      if (!value.is_object()) continue;
      const auto& file = value.get_object();
      const auto name = json::text_or_empty(file, "name");
      if (breaks_off(file)) {
        cautions.push_back({fmt::format("{} is damaged: what stood behind the damage is missing here.", name), "data"});
      }
      unused.push_back({name, static_cast<std::uint64_t>(json::integer(file, "bad_lines").value_or(0))});
    }
  }
  if (auto words = figure::told(unused); !words.empty()) cautions.push_back({std::move(words), "data"});
  if (const auto shared = kept(study.input); !shared.continues()) {
    cautions.push_back({fmt::format("Only {} of {} of the wave before stand in this roster: it may be another one’s.",
                                    shared.here, figure::counted(shared.of, "account", "accounts")),
                        "mobility"});
  }
  return cautions;
}

}  // namespace chancery::measure
