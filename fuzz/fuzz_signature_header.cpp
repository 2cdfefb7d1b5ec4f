// The Signature field of a stranger's request, and what is built from it. The input is the field's value, then after
// a line break the Digest value, the target and the body, one a line.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/http_signature.hpp"

namespace {

using namespace chancery;

std::string_view cut_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : rest.size());
  return line;
}

// What was read can be written, and reads as the same.
void round_trip(const crypto::SignatureHeader& header) {
  const auto again = crypto::parse_signature_header(crypto::write_signature_header(header));
  if (!again || again->key_id != header.key_id || again->headers != header.headers ||
      again->signature != header.signature || again->created != header.created || again->expires != header.expires) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  const std::string value{cut_line(rest)};
  const std::string digest{cut_line(rest)};
  const auto target = cut_line(rest);
  // The writer may need a little more room than the bound the reader keeps.
  if (const auto header = crypto::parse_signature_header(value); header && value.size() < 4096) round_trip(*header);

  const std::pair<std::string, std::string> fields[] = {
      {"Host", "mfa.example"}, {"Date", "Sun, 22 Nov 2026 09:30:00 GMT"}, {"Digest", digest}, {"Signature", value}};
  const crypto::SignedRequest request{"POST", target, fields};
  const auto header = crypto::check_request(request, rest, from_micros(1'795'339'800'000'000));
  if (!header) return 0;
  // Whatever was accepted covers the target: a signing string without that line would leave it open.
  const auto text = crypto::signing_string(*header, request);
  if (text && text->find("(request-target): post /") == std::string::npos) std::abort();
  return 0;
}
