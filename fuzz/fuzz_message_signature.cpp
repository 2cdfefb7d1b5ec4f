// The Signature-Input and Signature fields of a stranger's request, and what is built from them. The input is their
// values, then the values of Content-Digest and Accept-Signature, the target and the body, one a line.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/message_signature.hpp"

namespace {

using namespace chancery;

std::string cut_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : rest.size());
  return std::string(line);
}

// What was read can be written, and reads as the same.
void round_trip(const std::string& value) {
  const auto read = crypto::parse_dictionary(value);
  if (!read) return;
  const auto written = crypto::serialize(*read);
  const auto again = crypto::parse_dictionary(written);
  if (written.size() <= 8192 && (!again || *again != *read)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  const auto input = cut_line(rest);
  const auto value = cut_line(rest);
  const auto digest = cut_line(rest);
  const auto accept = cut_line(rest);
  const auto target = "https://mfa.example" + cut_line(rest);
  for (const auto& field : {input, value, digest, accept}) round_trip(field);

  const std::pair<std::string, std::string> fields[] = {
      {"Host", "mfa.example"},    {"Date", "Sun, 22 Nov 2026 09:30:00 GMT"},
      {"Content-Digest", digest}, {"Content-Type", "application/activity+json"},
      {"Signature-Input", input}, {"Signature", value}};
  static_cast<void>(crypto::read_accept_signature(accept, "https://mfa.example/actors/1#main-key"));
  const crypto::SignedMessage message{"POST", target, fields};
  const auto signature = crypto::check_message(message, rest, from_micros(1'795'339'800'000'000));
  if (!signature) return 0;
  // Whatever was accepted covers the method, in one line of its own, and ends with the parameters.
  const auto base = crypto::signature_base(signature->input, message);
  if (!base) return 0;
  const auto lines = static_cast<std::size_t>(std::count(base->begin(), base->end(), '\n'));
  if (lines != signature->input.items.size() || !("\n" + *base).contains("\n\"@method\": POST\n")) std::abort();
  return 0;
}
