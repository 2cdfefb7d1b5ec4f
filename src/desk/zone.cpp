#include "desk/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "desk/near_word.hpp"

namespace chancery::desk {
namespace {

const date::time_zone& rules_of(const void* rules) {
  return *static_cast<const date::time_zone*>(rules);
}

std::string not_a_zone(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& zone : date::get_tzdb().zones) names.emplace_back(zone.name());
  std::string_view near = nearest_word(name, names);
  // A city alone is how most people name a zone.
  for (const std::string_view zone : names) {
    const auto city = zone.substr(zone.rfind('/') + 1);
    if (near.empty() && nearest_word(name, std::span(&city, 1)) == city) near = zone;
  }
  const std::string meant = near.empty() ? std::string{} : " Did you mean " + std::string(near) + "?";
  return "There is no time zone " + in_quotes(name) + ", such as Africa/Nairobi." + meant;
}

}  // namespace

Result<Zone> Zone::named(std::string_view name) {
  if (name == "UTC") return utc();
  try {
    const auto& known = date::get_tzdb().zones;
    // The machine's own time is no zone one can write down.
    const bool no_zone = name == "localtime" || name == "posixrules";
    const auto found = std::ranges::find(known, name, [](const auto& zone) -> std::string_view { return zone.name(); });
    if (found == known.end() || no_zone) return fail(Errc::Invalid, "no such time zone", not_a_zone(name));
    return Zone(std::string(name), date::locate_zone(name));
  } catch (const std::exception& error) {
    return fail(Errc::Unavailable, std::string("no time zones: ") + error.what(),
                "This server has no time zones: install the package tzdata.");
  }
}

LocalTime Zone::local(Timestamp at) const {
  const auto offset = rules_ == nullptr ? std::chrono::seconds{0} : rules_of(rules_).get_info(at).offset;
  const auto shown = std::chrono::floor<std::chrono::minutes>(at + offset);
  const auto day = std::chrono::floor<std::chrono::days>(shown);
  return {std::chrono::year_month_day{day}, shown - day};
}

Timestamp Zone::instant(const LocalTime& local) const {
  const auto shown = std::chrono::sys_days{local.day} + local.minute;
  if (rules_ == nullptr) return shown;
  const auto info = rules_of(rules_).get_info(date::local_time<std::chrono::minutes>{shown.time_since_epoch()});
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return shown - info.first.offset;
}

}  // namespace chancery::desk
