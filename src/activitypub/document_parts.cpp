#include "activitypub/document_parts.hpp"

#include <chrono>
#include <utility>

namespace chancery::activitypub {

json::Object reference(std::string_view term) {
  return {{"@id", term}, {"@type", "@id"}};
}

json::Array texts(std::initializer_list<std::string_view> values) {
  json::Array array;
  for (const auto value : values) array.emplace_back(value);
  return array;
}

std::string to_the_second(Timestamp time) {
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(time));
}

std::string with_context(const json::Object& object) {
  return with_context(object, {});
}

std::string with_context(const json::Object& object, json::Object terms) {
  json::Object document;
  if (terms.empty()) {
    document["@context"] = kActivityStreams;
  } else {
    auto context = texts({kActivityStreams});
    context.emplace_back(std::move(terms));
    document["@context"] = std::move(context);
  }
  for (const auto& member : object) document.insert(member);
  return boost::json::serialize(document);
}

}  // namespace chancery::activitypub
