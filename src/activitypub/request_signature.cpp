#include "activitypub/request_signature.hpp"

#include <algorithm>

#include "net/url.hpp"

namespace chancery::activitypub {
namespace {

crypto::SignedRequest as_request(const net::Request& request) {
  return {net::to_string(request.method), request.target, request.headers.all()};
}

crypto::SignedMessage as_message(const net::Request& request, std::string_view target_uri) {
  return {net::to_string(request.method), target_uri, request.headers.all()};
}

// Behind a proxy only the base URL tells scheme and port as the peer saw them; that Host names us was checked.
std::string target_uri(const net::Request& request, const activity::Addresses& addresses) {
  return addresses.base() + request.target;
}

// Host as the peer signed it: in any case, with the scheme's own port or without.
bool is_our_host(const net::Request& request, const activity::Addresses& addresses) {
  const auto host = request.headers.find("Host").value_or("");
  if (host == addresses.host()) return true;
  const auto scheme = addresses.base().substr(0, addresses.base().find("//") + 2);
  const auto written = net::Url::parse(scheme + std::string(host));
  return written && written->authority() == addresses.host() && written->target() == "/";
}

}  // namespace

Result<RequestSignature> RequestSignature::check(const net::Request& request, std::string_view body,
                                                 const activity::Addresses& addresses, Timestamp now) {
  if (!is_our_host(request, addresses)) return fail(Errc::Unauthorized, "Host: this server is " + addresses.host());
  if (crypto::has_message_signature(request.headers.all())) {
    auto signature = crypto::check_message(as_message(request, target_uri(request, addresses)), body, now);
    if (!signature) return fail(signature.error());
    return RequestSignature(std::move(*signature));
  }
  auto signature = crypto::check_request(as_request(request), body, now);
  if (!signature) return fail(signature.error());
  return RequestSignature(std::move(*signature));
}

const std::string& RequestSignature::key_id() const {
  return std::visit([](const auto& signature) -> const std::string& { return signature.key_id; }, signature_);
}

Timestamp RequestSignature::signed_at(const net::Request& request) const {
  if (covers("date")) {
    if (const auto date = from_http_date(request.headers.find("Date").value_or(""))) return *date;
  }
  const auto created = std::visit([](const auto& signature) { return signature.created; }, signature_);
  return Timestamp{std::chrono::seconds{created.value_or(0)}};
}

bool RequestSignature::covers(std::string_view field) const {
  if (const auto* message = std::get_if<crypto::MessageSignature>(&signature_)) {
    return std::ranges::any_of(message->input.items, [&](const crypto::Item& item) {
      const auto* name = std::get_if<std::string>(&item.value);
      return name != nullptr && *name == field && item.parameters.empty();
    });
  }
  const auto& names = std::get<crypto::SignatureHeader>(signature_).headers;
  return std::ranges::find(names, field) != names.end();
}

Status RequestSignature::verify(const net::Request& request, const activity::Addresses& addresses,
                                const crypto::PublicKey& key) const {
  if (const auto* message = std::get_if<crypto::MessageSignature>(&signature_)) {
    return crypto::verify_message(*message, as_message(request, target_uri(request, addresses)), key);
  }
  return crypto::verify_request(std::get<crypto::SignatureHeader>(signature_), as_request(request), key);
}

std::string claimed_signer(const net::Request& request) {
  const auto value = request.headers.find("Signature").value_or("");
  std::string key_id;
  if (const auto input = request.headers.find("Signature-Input")) {
    if (const auto message = crypto::parse_message_signature(*input, value)) key_id = message->key_id;
  } else if (const auto header = crypto::parse_signature_header(value)) {
    key_id = header->key_id;
  }
  const auto url = net::Url::parse(key_id);
  return url ? url->authority() : "a server that names no key";
}

bool is_signed(const net::Request& request) {
  return request.headers.find("Signature").has_value() || request.headers.find("Signature-Input").has_value();
}

}  // namespace chancery::activitypub
