#include "crypto/signature_header.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "crypto/encoding.hpp"
#include "crypto/signature_limits.hpp"

namespace chancery::crypto {
namespace {

constexpr std::size_t kMaxField = 8192;
constexpr std::size_t kMaxHeaderParameters = 16;
constexpr std::size_t kMaxNames = 32;
constexpr std::size_t kMaxTimeDigits = 12;

tl::unexpected<Error> malformed_header(const std::string& what) {
  return fail(Errc::Malformed, "Signature: " + what);
}

bool is_alphanumeric(char c) {
  return ascii::is_alphanumeric(c);
}

// RFC 9110 section 5.6.2.
bool is_name_letter(char c) {
  return is_alphanumeric(c) || std::string_view{"!#$%&'*+-.^_`|~"}.contains(c);
}

struct HeaderParameter {
  std::string_view name;
  std::string_view value;  // without its quotes
};

// Reads `name="value"` and `name=123`, separated by commas and optional white space.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : rest_(text) {}

  // The next parameter, or one without a name at the end.
  Result<HeaderParameter> next() {
    skip_space();
    if (rest_.empty()) return HeaderParameter{};
    HeaderParameter parameter{take_while(is_name_letter), {}};
    if (parameter.name.empty()) return malformed_header("a parameter has no name");
    if (!rest_.starts_with('=')) return malformed_header("a parameter has no value");
    rest_.remove_prefix(1);
    if (rest_.starts_with('"')) {
      rest_.remove_prefix(1);
      // Nothing that stands here needs escaping, so a backslash ends the text and is refused below.
      parameter.value = take_while([](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; });
      if (!rest_.starts_with('"')) return malformed_header("a quoted value does not end, or holds a foreign character");
      rest_.remove_prefix(1);
    } else {
      parameter.value = take_while(is_alphanumeric);
      if (parameter.value.empty()) return malformed_header("a value is neither quoted nor a number");
    }
    skip_space();
    if (rest_.empty()) return parameter;
    if (!rest_.starts_with(',')) return malformed_header("parameters are not separated by a comma");
    rest_.remove_prefix(1);
    skip_space();
    if (rest_.empty()) return malformed_header("ends with a comma");
    return parameter;
  }

 private:
  void skip_space() {
    while (rest_.starts_with(' ') || rest_.starts_with('\t')) rest_.remove_prefix(1);
  }
  template <class Accept>
  std::string_view take_while(Accept accept) {
    const auto end = std::ranges::find_if_not(rest_, accept);
    const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest_;
};

bool is_covered_name(std::string_view name) {
  if (name == "(request-target)" || name == "(created)" || name == "(expires)") return true;
  return !name.empty() && std::ranges::all_of(name, is_name_letter);
}

Result<std::vector<std::string>> read_names(std::string_view text) {
  std::vector<std::string> names;
  std::set<std::string, std::less<>> seen;
  while (true) {
    const auto space = text.find(' ');
    auto name = ascii::lower(text.substr(0, space));
    if (!is_covered_name(name)) return malformed_header("headers holds something that is no field name");
    if (!seen.insert(name).second) return malformed_header("headers names " + name + " twice");
    names.push_back(std::move(name));
    if (names.size() > kMaxNames) return fail(Errc::TooLarge, "Signature: headers has more than 32 names");
    if (space == std::string_view::npos) return names;
    text.remove_prefix(space + 1);
  }
}

Result<std::int64_t> read_time(std::string_view name, std::string_view text) {
  std::int64_t seconds = 0;
  const auto* end = text.data() + text.size();
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || text.empty() || text.size() > kMaxTimeDigits ||
      std::from_chars(text.data(), end, seconds).ptr != end) {
    return malformed_header(std::string(name) + " is not a count of seconds");
  }
  return seconds;
}

Status read_header_parameter(SignatureHeader& header, const HeaderParameter& parameter) {
  const auto [name, value] = parameter;
  if (name == "keyId") {
    if (value.empty() || value.size() > kMaxKeyId)
      return malformed_header("keyId is empty or longer than 2048 letters");
    header.key_id = value;
  } else if (name == "algorithm") {
    if (value.empty() || value.size() > 32) return malformed_header("algorithm is empty or longer than 32 letters");
    header.algorithm = ascii::lower(value);
  } else if (name == "headers") {
    auto names = read_names(value);
    if (!names) return fail(names.error());
    header.headers = *std::move(names);
  } else if (name == "signature") {
    auto bytes = from_base64(value);
    if (!bytes || bytes->empty()) return malformed_header("signature is not base64");
    if (bytes->size() > kMaxSignature) return fail(Errc::TooLarge, "Signature: signature is longer than 1024 bytes");
    header.signature = *std::move(bytes);
  } else if (name == "created" || name == "expires") {
    const auto seconds = read_time(name, value);
    if (!seconds) return fail(seconds.error());
    (name == "created" ? header.created : header.expires) = *seconds;
  }
  return {};
}

}  // namespace

Result<SignatureHeader> parse_signature_header(std::string_view value) {
  if (value.size() > kMaxField) return fail(Errc::TooLarge, "Signature: longer than 8 KiB");
  SignatureHeader header;
  std::set<std::string_view> seen;
  HeaderReader reader(value);
  while (true) {
    const auto parameter = reader.next();
    if (!parameter) return fail(parameter.error());
    if (parameter->name.empty()) break;
    if (!seen.insert(parameter->name).second) return malformed_header("a parameter stands there twice");
    if (seen.size() > kMaxHeaderParameters) return fail(Errc::TooLarge, "Signature: more than 16 parameters");
    if (auto status = read_header_parameter(header, *parameter); !status) return fail(status.error());
  }
  if (header.key_id.empty()) return malformed_header("no keyId");
  if (header.signature.empty()) return malformed_header("no signature");
  // Section 2.1.6: what is covered when nothing is said.
  if (header.headers.empty()) header.headers = {"(created)"};
  return header;
}

std::string write_signature_header(const SignatureHeader& header) {
  std::string names;
  for (const auto& name : header.headers) names += (names.empty() ? "" : " ") + name;
  std::string text = "keyId=\"" + header.key_id + '"';
  if (!header.algorithm.empty()) text += ",algorithm=\"" + header.algorithm + '"';
  if (header.created) text += ",created=" + std::to_string(*header.created);
  if (header.expires) text += ",expires=" + std::to_string(*header.expires);
  return text + ",headers=\"" + names + "\",signature=\"" + to_base64(header.signature) + '"';
}

}  // namespace chancery::crypto
