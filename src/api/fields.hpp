// Reads the JSON body of a request field by field and remembers the first that is wrong.
//
//   auto body = Fields::of(request);
//   if (!body) return fail(body.error());
//   const auto login = body->text("user.login");
//   if (auto status = body->check(); !status) return fail(status.error());
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

namespace chancery::api {

class Fields {
 public:
  static constexpr std::size_t kBytes = 64 * 1024;

  // Fails with Errc::Unsupported (not application/json), TooLarge, or Malformed.
  [[nodiscard]] static Result<Fields> of(const net::Request& request);
  // Of a part of a body that was read already.
  [[nodiscard]] static Fields of(json::Object object) { return Fields(std::move(object)); }

  // A field of the wrong type, or a missing one, is a problem; the value is then empty. Names may be dotted.
  [[nodiscard]] std::string text(std::string_view name);
  // The same, but may be absent or null.
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view name);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);
  [[nodiscard]] std::vector<json::Object> objects(std::string_view name);
  [[nodiscard]] std::vector<json::Object> optional_objects(std::string_view name);  // none when absent or null
  [[nodiscard]] Timestamp time(std::string_view name);
  [[nodiscard]] std::optional<Timestamp> optional_time(std::string_view name);
  [[nodiscard]] std::int64_t integer(std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view name);
  // An id, written as answers write it. Nothing there, null or an empty text is none where it is optional.
  template <class Id>
  [[nodiscard]] Id id(std::string_view name) {
    return Id{number_of(name, text(name))};
  }
  template <class Id>
  [[nodiscard]] Id optional_id(std::string_view name) {
    const auto written = optional_text(name).value_or("");
    return Id{written.empty() ? 0 : number_of(name, written)};
  }
  // False when absent or null.
  [[nodiscard]] bool flag(std::string_view name);
  [[nodiscard]] std::optional<json::Object> optional_object(std::string_view name);

  // Fails with Errc::Invalid for the first problem; the hint begins with the field's name.
  [[nodiscard]] Status check() const;

 private:
  explicit Fields(json::Object object) : object_(std::move(object)) {}
  [[nodiscard]] const json::Value* find(std::string_view name) const;
  [[nodiscard]] std::int64_t number_of(std::string_view name, std::string_view written);
  void wrong(std::string_view name, std::string_view what);

  json::Object object_;
  std::string problem_;
};

// The id in the path, of the {name} of its route. Fails with Errc::NotFound.
template <class Id>
[[nodiscard]] Result<Id> path_id(const net::Request& request, std::string_view name = "id") {
  const auto id = parse_id(request.param(name));
  if (!id) return fail(id.error());
  return Id{*id};
}

// The query parameter as a positive decimal; 0 when absent. Fails with Errc::Invalid and names it.
[[nodiscard]] Result<std::int64_t> query_number(const net::Request& request, std::string_view name);
// The same as a time in RFC 3339, which must be there.
[[nodiscard]] Result<Timestamp> query_time(const net::Request& request, std::string_view name);

}  // namespace chancery::api
