// The topics of the diplomatic agenda: a closed list, the same for every ministry, in the order of the agenda.
//
// A topic's slug is what `topic:climate` in a query and the key of "topics" in JSON say. Which words tell of a topic
// stands in src/text/agenda/<language>.tsv; text/annotator.hpp looks for them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace chancery::text {

enum class Topic : std::uint8_t {
  Cybersecurity,
  Privacy,
  DataGovernance,
  AiGovernance,
  DigitalTrade,
  Cybercrime,
  InternetShutdowns,
  IntellectualProperty,
  CriticalInfrastructure,
  HumanRights,
  SocialJustice,
  Gender,
  Migration,
  Climate,
  Energy,
  Health,
  Biotechnology,
  Trade,
  Development,
  Culture,
  Science,
  Tourism,
  Consular,
  Security,
  Conflict,
  Elections,
  Disinformation,
  Multilateral,
  Bilateral,
};
inline constexpr std::size_t kTopics = 29;

struct TopicInfo {
  Topic topic;
  std::string_view slug;  // stable: queries and exports hold it
  std::string_view name;  // English
};

// Every topic, in the order of the enumeration.
[[nodiscard]] std::span<const TopicInfo> topics();
[[nodiscard]] std::string_view slug(Topic topic);
[[nodiscard]] std::string_view english_name(Topic topic);

// The topic of that slug, in any case. Fails with Errc::Invalid; the hint names the nearest one.
[[nodiscard]] Result<Topic> parse_topic(std::string_view text);

}  // namespace chancery::text
