// An authenticator made for tests: an Ed25519 key that answers as a device with a passkey would.
#pragma once

#include <boost/json/serialize.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::test {

struct Authenticator {
  // What it says of itself and of the page; tests change one and see it refused.
  std::string host = "mfa.example";
  std::string origin = "https://mfa.example";
  std::string credential = std::string(16, 'c');
  unsigned flags = 0x05;  // there, and verified
  std::uint32_t count = 0;
  std::string more = {};   // bytes at the end of the authenticator data
  json::Object said = {};  // more members of the client data
  crypto::Ed25519Key key = crypto::Ed25519Key::of(std::string(32, 'k')).value();

  [[nodiscard]] std::string client_data(std::string_view type, std::string_view challenge) const {
    json::Object data{{"type", type}, {"challenge", crypto::to_base64url(challenge)}, {"origin", origin}};
    for (const auto& [name, value] : said) data[name] = value;
    return boost::json::serialize(data);
  }
  // {1: 1, 3: -8, -1: 6, -2: the point}
  [[nodiscard]] std::string cose_key() const {
    return std::string("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20", 10) + key.public_key();
  }
  [[nodiscard]] std::string head(unsigned with) const {
    std::string data = crypto::sha256(host);
    data += static_cast<char>(with);
    for (const unsigned shift : {24U, 16U, 8U, 0U}) data += static_cast<char>(count >> shift & 0xFFU);
    return data;
  }
  [[nodiscard]] std::string attested() const {
    std::string data = head(flags | 0x40U) + std::string(16, '\0');
    data += static_cast<char>(credential.size() >> 8U);
    data += static_cast<char>(credential.size() & 0xFFU);
    return data + credential + cose_key() + more;
  }
  // {"fmt": "none", "attStmt": {}, "authData": …}
  [[nodiscard]] std::string attestation_object() const {
    const auto data = attested();
    std::string object(
        "\xa3\x63"
        "fmt\x64none\x67"
        "attStmt\xa0\x68"
        "authData\x59",
        29);
    object += static_cast<char>(data.size() >> 8U);
    object += static_cast<char>(data.size() & 0xFFU);
    return object + data;
  }
  [[nodiscard]] std::string authenticator_data() const { return head(flags) + more; }
  [[nodiscard]] std::string sign(std::string_view challenge) const {
    return key.sign(authenticator_data() + crypto::sha256(client_data("webauthn.get", challenge)));
  }
};

}  // namespace chancery::test
