// The actor that signs fetches for the whole server, and how any actor of ours signs a request.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "activity/addresses.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/http_signature.hpp"
#include "crypto/message_signature.hpp"
#include "net/http_client.hpp"

namespace chancery::activitypub {

class InstanceActor {
 public:
  // A fresh key pair, both keys in PEM one after the other, for store::DataFolder::secret("instance-actor.pem", …).
  [[nodiscard]] static std::string make_key();
  // Reads such a pair. Fails with Errc::Malformed.
  [[nodiscard]] static Result<InstanceActor> load(const activity::Addresses& addresses, std::string_view key_pair_pem);
  [[nodiscard]] const crypto::Signer& signer() const { return signer_; }
  [[nodiscard]] const std::string& public_key_pem() const { return public_key_pem_; }

 private:
  InstanceActor(crypto::Signer signer, std::string public_key_pem)
      : signer_(std::move(signer)), public_key_pem_(std::move(public_key_pem)) {}
  crypto::Signer signer_;
  std::string public_key_pem_;
};

enum class SignatureKind { Cavage, Rfc9421 };  // draft-cavage-http-signatures-12

struct Signing {
  SignatureKind kind = SignatureKind::Cavage;
  crypto::SignatureWish wish;  // of RFC 9421: what the peer asked for
  crypto::AddedFields more;    // fields of a POST that are sent and signed too
};

// A GET that asks for ActivityStreams, signed. Fails with Errc::Malformed or Invalid where a target could not be told
// from a header field of its own, or where what is wished for cannot be signed.
[[nodiscard]] Result<net::OutgoingRequest> signed_get(const net::Url& url, const crypto::Signer& signer, Timestamp now,
                                                      const Signing& signing = {});
// A POST of one activity; its digest and content type are signed as well.
[[nodiscard]] Result<net::OutgoingRequest> signed_post(const net::Url& url, std::string body,
                                                       const crypto::Signer& signer, Timestamp now,
                                                       const Signing& signing = {});

}  // namespace chancery::activitypub
