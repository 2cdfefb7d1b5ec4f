#include "listen/alerts.hpp"

#include <algorithm>

namespace chancery::listen {
namespace {

// Reasons that hold no number.
bool numberless(const json::Value& reason) {
  const auto* object = reason.if_object();
  if (object == nullptr) return false;
  const auto code = json::text(*object, "code").value_or("");
  return code == "words" || code == "languages" || code == "escalated" || code == "little_history";
}

}  // namespace

std::optional<Alert> shown_alert(Alert alert, const std::set<std::int64_t>& withheld) {
  if (alert.kind == AlertKind::UnderFire) return alert;
  std::erase_if(alert.watches, [&](WatchId watch) { return withheld.contains(watch.value); });
  if (!alert.watch || !withheld.contains(alert.watch.value)) return alert;
  if (alert.watches.empty()) return std::nullopt;
  alert.watch = alert.watches.front();
  alert.n.reset();
  alert.expected = 0;
  alert.score = 0;
  json::Array reasons;
  std::ranges::copy_if(alert.reasons, std::back_inserter(reasons), numberless);
  alert.reasons = std::move(reasons);
  return alert;
}

}  // namespace chancery::listen
