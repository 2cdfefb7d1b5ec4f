// The shapes of listening in docs/api/openapi.yaml: figures, narratives, copied texts, alerts.
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "base/json.hpp"
#include "listen/alerts.hpp"
#include "listen/figures.hpp"
#include "listen/heard_posts.hpp"
#include "listen/intake.hpp"
#include "listen/talk.hpp"
#include "text/sentiment.hpp"

namespace chancery::api {

[[nodiscard]] json::Object to_json(const listen::Figures& figures, const text::SentimentModel& sentiment);
[[nodiscard]] json::Object to_json(const listen::HeardPost& post);
[[nodiscard]] json::Object to_json(const listen::HeardGap& gap);
[[nodiscard]] json::Value to_json(const std::optional<trend::Expected>& expected);
// `example`: the post they name, when it is still kept.
[[nodiscard]] json::Object to_json(const listen::Narrative& narrative, const std::optional<listen::HeardPost>& example);
[[nodiscard]] json::Object to_json(const listen::CopiedText& text, const std::optional<listen::HeardPost>& example);
// `names` of the watches; one that is not there any more has none.
[[nodiscard]] json::Object to_json(const listen::Alert& alert, const std::map<listen::WatchId, std::string>& names,
                                   std::string_view judged_by);
[[nodiscard]] json::Object to_json(const listen::AlertTally& tally);

}  // namespace chancery::api
