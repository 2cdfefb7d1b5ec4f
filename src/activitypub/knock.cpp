#include "activitypub/knock.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "activitypub/knock_memory.hpp"
#include "base/log.hpp"
#include "crypto/message_signature.hpp"

namespace chancery::activitypub {
namespace {

using SteadyClock = std::chrono::steady_clock;

// What is too late is not sent; what else fails there cannot be signed.
Error unsendable(const Error& error) {
  return error.code == Errc::Timeout ? error : Error{Errc::Malformed, error.detail, {}};
}

bool refuses_signature(const net::IncomingResponse& answer) {
  return answer.status == 401 || answer.status == 403;
}

// Whether the answer is about what was asked, and no longer about who asks.
bool takes_signature(const net::IncomingResponse& answer) {
  return (answer.status >= 200 && answer.status < 400) || answer.status == 404 || answer.status == 410;
}

SignatureKind other(SignatureKind kind) {
  return kind == SignatureKind::Cavage ? SignatureKind::Rfc9421 : SignatureKind::Cavage;
}

std::string_view signature_name(SignatureKind kind) {
  return kind == SignatureKind::Cavage ? "draft-cavage-12" : "RFC 9421";
}

std::string answer_told(const Result<net::IncomingResponse>& answer) {
  return answer ? std::to_string(answer->status) : std::string(errc_info(answer.error().code).name);
}

}  // namespace

struct Knocker::Impl : std::enable_shared_from_this<Knocker::Impl> {
  // One request, kept for its second knock.
  struct Request {
    net::Url url;
    Post post;  // no body: a GET
    crypto::Signer signer;
    Done done;
    std::optional<SteadyClock::time_point> until = {};  // of a GET
  };
  using RequestPtr = std::shared_ptr<Request>;  // shared along the chain of callbacks

  Impl(store::Store& store_, net::HttpClient& client_, std::size_t hosts)
      : store(store_), client(client_), memory(store_, hosts) {}

  Result<net::OutgoingRequest> sign(const Request& request, Signing signing) const {
    const auto now = store.clock().now();
    const auto& [body, each, more] = request.post;
    const auto deadline =
        request.until ? std::chrono::ceil<std::chrono::milliseconds>(*request.until - SteadyClock::now()) : each;
    if (deadline <= std::chrono::milliseconds{0}) {
      return fail(Errc::Timeout, request.url.host() + " did not answer in time");
    }
    signing.more = more;
    auto signed_one = body ? signed_post(request.url, *body, request.signer, now, signing)
                           : signed_get(request.url, request.signer, now, signing);
    if (signed_one) signed_one->deadline = deadline;
    return signed_one;
  }

  // The first knock, signed; nothing when it cannot be.
  std::optional<net::HttpClient::Outgoing> first(const RequestPtr& request) {
    auto host = request->url.authority();
    const auto kind = memory.contains(host) ? SignatureKind::Rfc9421 : SignatureKind::Cavage;
    auto to_send = sign(*request, {kind, {}, {}});
    if (!to_send) {
      request->done(fail(unsendable(to_send.error())));
      return std::nullopt;
    }
    auto answered = [self = shared_from_this(), request, host = std::move(host),
                     kind](Result<net::IncomingResponse> answer) {
      if (!answer || !refuses_signature(*answer)) return request->done(std::move(answer));
      if (kind == SignatureKind::Rfc9421) self->memory.forget(host);
      self->second(request, host, kind, *answer);
    };
    return net::HttpClient::Outgoing{std::move(*to_send), std::move(answered)};
  }

  // What the peer asked for where we can give it, else the other kind.
  void second(const RequestPtr& request, const std::string& host, SignatureKind kind,
              const net::IncomingResponse& refusal) {
    Signing signing{other(kind), {}, {}};
    Result<net::OutgoingRequest> to_send = fail(Errc::NotFound, "nothing asked for");
    if (const auto challenge = refusal.headers.find("Accept-Signature")) {
      if (auto wish = crypto::read_accept_signature(*challenge, request->signer.key_id)) {
        signing = {SignatureKind::Rfc9421, std::move(*wish), {}};
        to_send = sign(*request, signing);
      }
    }
    if (!to_send) {
      signing = {other(kind), {}, {}};
      to_send = sign(*request, signing);
    }
    if (!to_send) return request->done(fail(unsendable(to_send.error())));
    client.send(std::move(*to_send), [self = shared_from_this(), request, host, kind, then = signing.kind,
                                      status = refusal.status](Result<net::IncomingResponse> answer) {
      log::info("activitypub", "{} answered {} to a signature of {}, then {} to one of {}", host, status,
                signature_name(kind), answer_told(answer), signature_name(then));
      if (then == SignatureKind::Rfc9421 && answer && takes_signature(*answer)) self->memory.remember(host);
      request->done(std::move(answer));
    });
  }

  store::Store& store;
  net::HttpClient& client;
  KnockMemory memory;
};

Knocker::Knocker(store::Store& store, net::HttpClient& client, std::size_t hosts)
    : impl_(std::make_shared<Impl>(store, client, hosts)) {}

Knocker::~Knocker() = default;

void Knocker::get(const net::Url& url, const crypto::Signer& signer, SteadyClock::time_point until, Done done) {
  auto request = std::make_shared<Impl::Request>(Impl::Request{url, {}, signer, std::move(done), until});
  if (auto knock = impl_->first(request)) impl_->client.send(std::move(knock->request), std::move(knock->done));
}

std::optional<net::HttpClient::Outgoing> Knocker::sign_post(const net::Url& url, Post post,
                                                            const crypto::Signer& signer, Done done) {
  return impl_->first(std::make_shared<Impl::Request>(Impl::Request{url, std::move(post), signer, std::move(done)}));
}

void Knocker::send(std::vector<net::HttpClient::Outgoing> signed_ones) {
  impl_->client.send(std::move(signed_ones));
}

}  // namespace chancery::activitypub
