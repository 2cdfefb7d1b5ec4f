#include "speak/caution_days.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "speak/phrases.hpp"

extern "C" const unsigned char chancery_caution_countries_begin[];
extern "C" const unsigned char chancery_caution_countries_end[];
extern "C" const unsigned char chancery_caution_days_begin[];
extern "C" const unsigned char chancery_caution_days_end[];

namespace chancery::speak {
namespace {

std::string_view bytes(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

std::chrono::minutes minutes_in(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::chrono::minutes{value};
}

}  // namespace

CautionDays::CautionDays(const std::vector<std::string>& declared) {
  const auto add = [&](const std::string& written, std::string_view code, CautionLevel level) {
    if (auto day = parse_declared_day(written)) days_.push_back({std::move(*day), std::string{code}, level});
  };
  const auto fixed = [&](std::string_view country, std::string_view date, std::string_view words) {
    return std::string{date} + ' ' + std::string{country} + ' ' + std::string{words};
  };
  for (const auto& row : read_table(bytes(chancery_caution_countries_begin, chancery_caution_countries_end))) {
    if (row.size() != 3) continue;
    const std::string country{row[0]};
    east_[country] = minutes_in(row[1]);
    if (row[2] != "-") add(fixed(country, row[2], "national day"), "national_day", CautionLevel::Note);
  }
  for (const auto& row : read_table(bytes(chancery_caution_days_begin, chancery_caution_days_end))) {
    if (row.size() < 3) continue;
    if (row[2] == "national") {
      add(fixed(row[0], row[1], "national day"), "national_day", CautionLevel::Note);
    } else if (row.size() == 4) {
      add(fixed(row[0], row[1], row[3]), "mourning_day", CautionLevel::Caution);
    }
  }
  for (const auto& day : declared) add(day, "own_day", CautionLevel::Caution);
}

const Countries& CautionDays::reading(std::string_view language) const {
  return readers_.reading(language);
}

bool CautionDays::read_beyond(std::string_view language, std::string_view own_country) const {
  return std::ranges::any_of(reading(language), [&](const std::string& country) { return country != own_country; });
}

void CautionDays::add_cautions(const Countries& addressed, std::string_view own_country, Timestamp leaves,
                               std::vector<Caution>& cautions) const {
  for (const auto& [day, code, level] : days_) {
    // A day the institution declared for its own country is for every post.
    const bool own = code == "own_day" && day.country == own_country;
    if (!own && !addressed.contains(day.country)) continue;
    const auto east = east_.find(day.country);
    const auto there = leaves + (east == east_.end() ? std::chrono::minutes{0} : east->second);
    if (!day.holds(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(there)})) continue;
    cautions.push_back({.code = code, .level = level, .words = {day.words}, .country = day.country});
  }
}

}  // namespace chancery::speak
