#include "activitypub/negotiation.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.hpp"
#include "base/media_type.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kProfile = "https://www.w3.org/ns/activitystreams";

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes what stands before the next `separator`, quoted strings kept whole.
std::string_view take(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size(); ++end) {
    if (rest[end] == '"') quoted = !quoted;
    if (rest[end] == separator && !quoted) break;
  }
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trim(part);
}

double weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = ascii::lower(take(parameters, ';'));
    if (!parameter.starts_with("q=")) continue;
    double q = 0;
    const auto [end, error] = std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), q);
    return error == std::errc{} ? std::clamp(q, 0.0, 1.0) : 0.0;
  }
  return 1.0;
}

// The profile is a list of URIs (RFC 6906); ActivityStreams must be among them.
bool has_profile(std::string_view parameters) {
  while (!parameters.empty()) {
    auto value = take(parameters, ';');
    if (ascii::lower(take(value, '=')) != "profile") continue;
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
    while (!value.empty()) {
      if (take(value, ' ') == kProfile) return true;
    }
  }
  return false;
}

struct Accepted {
  double activity = 0;
  double linked_data = 0;
  double page = 0;
};

Accepted accepted(const net::Request& request) {
  Accepted asked;
  // Several fields of the name are one list (RFC 9110 section 5.3).
  std::string accept;
  for (const auto& [name, value] : request.headers.all()) {
    if (ascii::same_letters(name, "Accept")) accept.append(accept.empty() ? "" : ",").append(value);
  }
  auto rest = std::string_view(accept).substr(0, 2'048);
  while (!rest.empty()) {
    auto parameters = take(rest, ',');
    const auto type = ascii::lower(take(parameters, ';'));
    const auto weight = weight_of(parameters);
    if (type == "application/activity+json") asked.activity = std::max(asked.activity, weight);
    if (type == "application/ld+json") asked.linked_data = std::max(asked.linked_data, weight);
    if (type == "text/html" || type == "application/xhtml+xml") asked.page = std::max(asked.page, weight);
  }
  return asked;
}

}  // namespace

bool wants_activity(const net::Request& request) {
  const auto asked = accepted(request);
  const auto document = std::max(asked.activity, asked.linked_data);
  return document > 0 && document >= asked.page;
}

void as_asked(const net::Request& request, net::Response& response) {
  if (response.headers.find("Content-Type") != kActivityJson) return;
  const auto asked = accepted(request);
  if (asked.linked_data > asked.activity) response.headers.set("Content-Type", std::string(kLdJson));
}

bool is_activity(std::string_view content_type) {
  const auto type = bare_media_type(content_type);
  if (type == "application/activity+json") return true;
  take(content_type, ';');
  return type == "application/ld+json" && has_profile(content_type);
}

net::Response document(int status, std::string json) {
  net::Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(kActivityJson));
  response.headers.add("Vary", "Accept");
  response.body = std::move(json);
  return response;
}

}  // namespace chancery::activitypub
