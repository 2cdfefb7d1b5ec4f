// A request signed by a peer, as it arrives.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "crypto/http_signature.hpp"
#include "unit/crypto/keys.hpp"

namespace chancery::crypto::test {

inline constexpr std::string_view kKeyId = "https://peer.example/actors/1#main-key";
inline constexpr std::string_view kType = "application/activity+json";
inline constexpr std::string_view kBody = R"({"hello": "world"})";
inline const Timestamp kNow = from_rfc3339("2026-11-22T09:30:00Z").value();

inline Signer signer() {
  return {std::string(kKeyId), PrivateKey::parse(kPrivatePem).value()};
}

// To be tampered with. `View` is what the check of its kind of signature takes.
template <class View>
struct Arrived {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  [[nodiscard]] View view() const { return {method, target, headers}; }
  // The first field of that name, which must be there.
  std::string& field(std::string_view name) {
    return std::ranges::find(headers, name, &std::pair<std::string, std::string>::first)->second;
  }
  void drop(std::string_view name) {
    std::erase_if(headers, [&](const auto& field) { return field.first == name; });
  }
};

}  // namespace chancery::crypto::test
