#include "cli/desk_check.hpp"

#include <utility>

#include "answer/invariants.hpp"

namespace chancery::cli {

json::Object check_desk(const store::Store& store, const std::optional<desk::Workplace>& workplace) {
  const auto check = answer::check_invariants(store, workplace);
  json::Array broken;
  for (const auto& each : check.broken) broken.emplace_back(json::Object{{"rule", each.rule}, {"what", each.what}});
  return {{"conversations", check.conversations}, {"broken", std::move(broken)}};
}

}  // namespace chancery::cli
