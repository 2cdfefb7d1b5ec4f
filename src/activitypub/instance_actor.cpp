#include "activitypub/instance_actor.hpp"

#include "activitypub/negotiation.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kPublicMark = "-----BEGIN PUBLIC KEY-----";

}  // namespace

std::string InstanceActor::make_key() {
  auto pair = crypto::generate_rsa_key_pair();
  return pair.private_pem + pair.public_pem;
}

Result<InstanceActor> InstanceActor::load(const activity::Addresses& addresses, std::string_view key_pair_pem) {
  const auto mark = key_pair_pem.find(kPublicMark);
  if (mark == std::string_view::npos) {
    return fail(Errc::Malformed, "instance actor: no public key",
                "the secret instance-actor.pem is damaged: restore it from the backup of the secrets folder");
  }
  auto key = crypto::PrivateKey::parse(key_pair_pem.substr(0, mark));
  if (!key) return fail(key.error());
  return InstanceActor(crypto::Signer{addresses.instance_key(), std::move(*key)},
                       std::string(key_pair_pem.substr(mark)));
}

Result<net::OutgoingRequest> signed_get(const net::Url& url, const crypto::Signer& signer, Timestamp now,
                                        const Signing& signing) {
  net::OutgoingRequest request;
  request.method = net::Method::Get;
  request.url = url;
  request.headers.add("Accept", std::string(kActivityJson) + ", " + std::string(kLdJson));
  auto fields = signing.kind == SignatureKind::Rfc9421 ? crypto::sign_message_get(signer, url.text(), now, signing.wish)
                                                       : crypto::sign_get(signer, url.authority(), url.target(), now);
  if (!fields) return fail(fields.error());
  for (auto& [name, value] : *fields) request.headers.add(std::move(name), std::move(value));
  return request;
}

Result<net::OutgoingRequest> signed_post(const net::Url& url, std::string body, const crypto::Signer& signer,
                                         Timestamp now, const Signing& signing) {
  net::OutgoingRequest request;
  request.method = net::Method::Post;
  request.url = url;
  auto fields =
      signing.kind == SignatureKind::Rfc9421
          ? crypto::sign_message_post(signer, url.text(), kActivityJson, body, now, signing.wish, signing.more)
          : crypto::sign_post(signer, url.authority(), url.target(), kActivityJson, body, now, signing.more);
  if (!fields) return fail(fields.error());
  for (auto& [name, value] : *fields) request.headers.add(std::move(name), std::move(value));
  request.body = std::move(body);
  request.max_body = 64 * 1024;
  request.discard_body = true;  // an inbox's answer is its status
  return request;
}

}  // namespace chancery::activitypub
