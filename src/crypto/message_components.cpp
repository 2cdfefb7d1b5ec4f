#include "crypto/message_components.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.hpp"
#include "crypto/encoding.hpp"

namespace chancery::crypto {
namespace {

tl::unexpected<Error> refused_component(const std::string& rule) {
  return fail(Errc::Unauthorized, "HTTP message signature: " + rule);
}

// RFC 3986 section 3.
struct Target {
  std::string_view scheme;
  std::string_view authority;
  std::string_view path;  // "/" where none is written
  std::string_view query;
  bool has_query = false;
  std::string_view request_target;  // path and query
};

std::optional<Target> parts_of(std::string_view uri) {
  const bool clean = std::ranges::all_of(uri, [](char c) { return c > ' ' && c < 0x7f; });
  const auto colon = uri.find("://");
  if (!clean || colon == uri.npos) return std::nullopt;
  Target target;
  target.scheme = uri.substr(0, colon);
  auto rest = uri.substr(colon + 3);
  const auto slash = rest.find_first_of("/?");
  target.authority = rest.substr(0, slash);
  rest.remove_prefix(target.authority.size());
  target.request_target = rest.empty() ? std::string_view{"/"} : rest;
  const auto mark = target.request_target.find('?');
  target.path = target.request_target.substr(0, mark);
  if (target.path.empty()) target.path = "/";
  target.has_query = mark != target.request_target.npos;
  if (target.has_query) target.query = target.request_target.substr(mark + 1);
  return target;
}

// A form's field, decoded, then encoded in the one way there is (section 2.2.8).
std::string encoded_anew(std::string_view text) {
  std::string encoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%' && i + 2 < text.size()) {
      if (const auto byte = from_hex(text.substr(i + 1, 2))) {
        c = byte->front();
        i += 2;
      }
    }
    const bool plain = ascii::is_alphanumeric(c);
    if (plain || std::string_view{"*-._"}.contains(c)) {
      encoded += c;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

Result<std::string> query_parameter(std::string_view query, std::string_view name) {
  std::optional<std::string> found;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (encoded_anew(pair.substr(0, equals)) != name) continue;
    if (found) return refused_component("covers a query parameter that stands there twice");
    found = equals == pair.npos ? std::string() : encoded_anew(pair.substr(equals + 1));
  }
  if (!found) return refused_component("covers a query parameter that is absent");
  return *std::move(found);
}

// Section 2.1: a folded line counts as one space.
std::string unfolded(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto rest = value.substr(i);
    const std::size_t end = rest.starts_with("\r\n") ? 2 : rest.starts_with('\n') ? 1 : 0;
    const auto after = rest.find_first_not_of(" \t", end);
    if (end == 0 || after == end) {
      text += value[i];
      continue;
    }
    text = std::string(trimmed(text)) + ' ';
    i += std::min(after, rest.size()) - 1;
  }
  return text;
}

Result<std::string> joined_fields(std::string_view name, HeaderFields fields) {
  std::string joined;
  bool found = false;
  for (const auto& [field, value] : fields) {
    if (!ascii::same_letters(field, name)) continue;
    if (found) joined += ", ";
    joined += unfolded(trimmed(value));
    found = true;
  }
  if (!found) return refused_component("covers " + std::string(name) + ", which is absent");
  const bool clean = std::ranges::all_of(joined, [](char c) { return (c >= ' ' && c < 0x7f) || c == '\t'; });
  if (!clean) return refused_component("a covered field holds a letter that is not ASCII, or breaks its line");
  return joined;
}

Result<std::string> derived_value(std::string_view name, const Item& component, const SignedMessage& message) {
  if (name == "@status") {
    if (message.status == 0) return refused_component("covers @status of a request");
    return std::to_string(message.status);
  }
  const auto target = parts_of(message.target_uri);
  if (message.method.empty() || !target) return refused_component("covers " + std::string(name) + ", which is absent");
  if (name == "@method") {
    const bool word = std::ranges::all_of(message.method, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!word) return refused_component("the method is not a word");
    return std::string(message.method);
  }
  if (name == "@target-uri") return std::string(message.target_uri);
  if (name == "@authority") return std::string(target->authority);
  if (name == "@scheme") return std::string(target->scheme);
  if (name == "@request-target") return std::string(target->request_target);
  if (name == "@path") return std::string(target->path);
  if (name == "@query") return '?' + std::string(target->query);
  if (name == "@query-param") {
    const auto* wanted = find_parameter(component.parameters, "name");
    const auto* text = wanted == nullptr ? nullptr : std::get_if<std::string>(wanted);
    if (text == nullptr) return refused_component("covers @query-param without a name");
    return query_parameter(target->query, *text);
  }
  return refused_component("covers something that is not known");
}

}  // namespace

Result<std::string> component_value(const Item& component, const SignedMessage& message) {
  const auto* name = std::get_if<std::string>(&component.value);
  if (name == nullptr || name->empty()) return refused_component("covers something that is no component");
  const std::size_t known = *name == "@query-param" ? 1 : 0;
  if (component.parameters.size() > known)
    return refused_component("covers " + *name + " in a way that is not read here");
  if (name->starts_with('@')) return derived_value(*name, component, message);
  const bool lower = std::ranges::none_of(*name, [](char c) { return c != ascii::lower(c) || c <= ' ' || c == ':'; });
  if (!lower) return refused_component("covers something that is no field name in lower case");
  return joined_fields(*name, message.headers);
}

Result<std::string> signature_base(const InnerList& input, const SignedMessage& message) {
  std::string base;
  std::set<std::string> seen;
  for (const auto& component : input.items) {
    const auto value = component_value(component, message);
    if (!value) return fail(value.error());
    auto name = serialize(component);
    base += name + ": " + *value + '\n';
    if (!seen.insert(std::move(name)).second) return refused_component("covers a component twice");
  }
  return base + "\"@signature-params\": " + serialize(input);
}

}  // namespace chancery::crypto
