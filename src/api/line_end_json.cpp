#include "api/line_end_json.hpp"

#include "answer/replies.hpp"
#include "api/representations.hpp"

namespace chancery::api {

json::Value line_end_json(store::Snapshot& snapshot, speak::PostId post, Timestamp now) {
  const auto ended = answer::ended_line_of(snapshot, post.value, now);
  if (!ended) return nullptr;
  return json::Object{{"line", ended->text.line.text()},      {"name", ended->name},
                      {"language", ended->text.language},     {"version", ended->text.version},
                      {"why", answer::to_string(ended->why)}, {"since", time_or_null(ended->since)}};
}

}  // namespace chancery::api
