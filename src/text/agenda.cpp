#include "text/agenda.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace chancery::text {
namespace {

constexpr std::array<TopicInfo, kTopics> kTable = {{
    {Topic::Cybersecurity, "cybersecurity", "Cybersecurity"},
    {Topic::Privacy, "privacy", "Privacy and data protection"},
    {Topic::DataGovernance, "data-governance", "Data governance"},
    {Topic::AiGovernance, "ai-governance", "AI governance"},
    {Topic::DigitalTrade, "digital-trade", "Digital trade"},
    {Topic::Cybercrime, "cybercrime", "Cybercrime"},
    {Topic::InternetShutdowns, "internet-shutdowns", "Internet shutdowns"},
    {Topic::IntellectualProperty, "intellectual-property", "Intellectual property and technology transfer"},
    {Topic::CriticalInfrastructure, "critical-infrastructure", "Critical infrastructure"},
    {Topic::HumanRights, "human-rights", "Human rights"},
    {Topic::SocialJustice, "social-justice", "Social justice"},
    {Topic::Gender, "gender", "Gender"},
    {Topic::Migration, "migration", "Migration"},
    {Topic::Climate, "climate", "Climate and environment"},
    {Topic::Energy, "energy", "Energy"},
    {Topic::Health, "health", "Health"},
    {Topic::Biotechnology, "biotechnology", "Biotechnology and food"},
    {Topic::Trade, "trade", "Trade and sanctions"},
    {Topic::Development, "development", "Development aid"},
    {Topic::Culture, "culture", "Culture and education"},
    {Topic::Science, "science", "Science"},
    {Topic::Tourism, "tourism", "Tourism"},
    {Topic::Consular, "consular", "Consular affairs and visas"},
    {Topic::Security, "security", "Security and defence"},
    {Topic::Conflict, "conflict", "Conflict and peace"},
    {Topic::Elections, "elections", "Elections and democracy"},
    {Topic::Disinformation, "disinformation", "Disinformation"},
    {Topic::Multilateral, "multilateral", "Multilateral institutions"},
    {Topic::Bilateral, "bilateral", "Bilateral relations"},
}};

// Levenshtein distance, for a few dozen letters.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::span<const TopicInfo> topics() {
  return kTable;
}
std::string_view slug(Topic topic) {
  return kTable.at(static_cast<std::size_t>(topic)).slug;
}
std::string_view english_name(Topic topic) {
  return kTable.at(static_cast<std::size_t>(topic)).name;
}

Result<Topic> parse_topic(std::string_view text) {
  const std::string wanted = fold(text.substr(0, 64));
  for (const TopicInfo& known : kTable) {
    if (known.slug == wanted) return known.topic;
  }
  // A slug that begins as was written, or the other way about, is nearer than one of like length.
  const auto far = [&](const TopicInfo& known) {
    const bool part = !wanted.empty() && (known.slug.starts_with(wanted) || wanted.starts_with(known.slug));
    return part ? std::size_t{0} : distance(wanted, known.slug);
  };
  const auto& nearest = *std::ranges::min_element(kTable, {}, far);
  return fail(
      Errc::Invalid, "unknown topic",
      fmt::format("there is no topic \"{}\"; did you mean {}?", strip_bidi_controls(text.substr(0, 64)), nearest.slug));
}

}  // namespace chancery::text
