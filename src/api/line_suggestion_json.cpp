#include "api/line_suggestion_json.hpp"

#include <utility>

namespace chancery::api {

json::Object to_json(const answer::Suggestion& one) {
  json::Array common;
  for (const auto& topic : one.common) common.emplace_back(topic);
  return {{"line", one.line.id.text()},
          {"name", one.line.name},
          {"purpose", answer::to_string(one.line.purpose)},
          {"crisis", one.line.crisis},
          {"language", one.text.language},
          {"version", one.text.version},
          {"markdown", one.text.markdown},
          {"expires_at", to_rfc3339(one.text.expires_at)},
          {"topics", std::move(common)}};
}

}  // namespace chancery::api
