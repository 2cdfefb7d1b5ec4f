#include "api/fields.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/media_type.hpp"

namespace chancery::api {
namespace {

constexpr json::Limits kLimits{.bytes = Fields::kBytes, .depth = 8, .members = 1000};

}  // namespace

Result<Fields> Fields::of(const net::Request& request) {
  if (bare_media_type(request.headers.find("Content-Type").value_or("")) != "application/json") {
    return fail(Errc::Unsupported, "send the body as application/json");
  }
  auto body = request.read_body(kBytes);
  if (!body) return fail(body.error());
  auto object = json::parse_object(*body, kLimits);
  if (!object) return fail(object.error());
  return Fields(std::move(*object));
}

const json::Value* Fields::find(std::string_view name) const {
  const json::Object* object = &object_;
  for (auto dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    object = json::object(*object, name.substr(0, dot));
    if (object == nullptr) return nullptr;
    name.remove_prefix(dot + 1);
  }
  return object->if_contains(name);
}

void Fields::wrong(std::string_view name, std::string_view what) {
  if (problem_.empty()) problem_ = fmt::format("{}: {}", name, what);
}

std::string Fields::text(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) {
    wrong(name, "is missing");
  } else if (!value->is_string()) {
    wrong(name, "must be a text");
  } else {
    return std::string(std::string_view(value->get_string()));
  }
  return {};
}

std::optional<std::string> Fields::optional_text(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return text(name);
}

std::vector<std::string> Fields::texts(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) {
    wrong(name, "is missing");
    return {};
  }
  if (!value->is_array()) {
    wrong(name, "must be a list of texts");
    return {};
  }
  std::vector<std::string> result;
  for (const auto& element : value->get_array()) {
    if (!element.is_string()) {
      wrong(name, "must be a list of texts");
      return {};
    }
    result.emplace_back(std::string_view(element.get_string()));
  }
  return result;
}

Timestamp Fields::time(std::string_view name) {
  const auto written = text(name);
  if (!problem_.empty()) return {};
  const auto time = from_rfc3339(written);
  if (time) return *time;
  wrong(name, "must be a time, like 2027-01-31T00:00:00Z");
  return {};
}

std::optional<Timestamp> Fields::optional_time(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return time(name);
}

std::vector<json::Object> Fields::objects(std::string_view name) {
  const auto* value = find(name);
  std::vector<json::Object> result;
  if (value == nullptr) {
    wrong(name, "is missing");
  } else if (const auto* list = value->if_array(); list == nullptr) {
    wrong(name, "must be a list of objects");
  } else {
    for (const auto& element : *list) {
      const auto* object = element.if_object();
      if (object == nullptr) {
        wrong(name, "must be a list of objects");
        return {};
      }
      result.push_back(*object);
    }
  }
  return result;
}

std::vector<json::Object> Fields::optional_objects(std::string_view name) {
  const auto* value = find(name);
  return value == nullptr || value->is_null() ? std::vector<json::Object>() : objects(name);
}

std::int64_t Fields::integer(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) {
    wrong(name, "is missing");
  } else if (const auto* number = value->if_int64(); number == nullptr) {
    wrong(name, "must be a whole number");
  } else {
    return *number;
  }
  return 0;
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return integer(name);
}

std::int64_t Fields::number_of(std::string_view name, std::string_view written) {
  const auto id = parse_id(written);
  if (!id) wrong(name, "is no id");
  return id.value_or(0);
}

bool Fields::flag(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_bool()) return value->get_bool();
  wrong(name, "must be true or false");
  return false;
}

std::optional<json::Object> Fields::optional_object(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (const auto* object = value->if_object()) return *object;
  wrong(name, "must be an object");
  return std::nullopt;
}

Status Fields::check() const {
  if (!problem_.empty()) return fail(Errc::Invalid, problem_);
  return {};
}

Result<std::int64_t> query_number(const net::Request& request, std::string_view name) {
  const auto text = request.query_param(name);
  if (!text) return 0;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value <= 0) {
    return fail(Errc::Invalid, fmt::format("{}: must be a positive whole number", name));
  }
  return value;
}

Result<Timestamp> query_time(const net::Request& request, std::string_view name) {
  const auto time = from_rfc3339(request.query_param(name).value_or(""));
  if (!time) return fail(Errc::Invalid, fmt::format("{}: must be a time, like 2027-01-31T00:00:00Z", name));
  return *time;
}

}  // namespace chancery::api
