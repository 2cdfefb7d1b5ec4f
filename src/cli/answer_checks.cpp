#include "cli/answer_checks.hpp"

#include <fmt/format.h>

#include <utility>

namespace chancery::cli {

json::Object checks_json(const std::vector<api::Check>& checks) {
  json::Array all;
  for (const auto& check : checks) {
    json::Object object{{"name", check.name}, {"state", api::to_string(check.state)}, {"message", check.message}};
    if (!check.repair.empty()) object["repair"] = check.repair;
    all.push_back(std::move(object));
  }
  return {{"checks", std::move(all)}};
}

bool print_checks(const json::Object& answer, bool as_json) {
  bool failing = false;
  if (as_json) fmt::print("{}\n", boost::json::serialize(answer));
  if (const auto* checks = json::array(answer, "checks")) {
    for (const auto& each : *checks) {
      const auto* check = each.if_object();
      if (check == nullptr) continue;
      const auto state = json::text(*check, "state").value_or("FAIL");
      failing = failing || state == "FAIL";
      if (as_json) continue;
      fmt::print("{:<5} {:<22} {}\n", state, json::text(*check, "name").value_or(""),
                 json::text(*check, "message").value_or(""));
      if (const auto repair = json::text(*check, "repair"); repair && !repair->empty()) {
        fmt::print("{:<5} {:<22} -> {}\n", "", "", *repair);
      }
    }
  }
  return !failing;
}

bool print_checks(const std::vector<api::Check>& checks, bool as_json) {
  return print_checks(checks_json(checks), as_json);
}

}  // namespace chancery::cli
