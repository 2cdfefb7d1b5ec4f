#include "activitypub/document_fetch.hpp"

#include <utility>

#include "activitypub/negotiation.hpp"
#include "activitypub/read.hpp"
#include "net/retry_after.hpp"

namespace chancery::activitypub {
namespace {

constexpr int kMaxHops = 3;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Errc code_of(int status) {
  if (status == 410) return Errc::Gone;
  if (status == 404) return Errc::NotFound;
  const bool later = status >= 500 || status == 429 || status == 408 || status == 425;
  return later ? Errc::Unavailable : Errc::Refused;
}

// A date it names is reckoned by its own clock.
Error refusal(const net::IncomingResponse& answer) {
  Error error{code_of(answer.status), std::to_string(answer.status) + " from " + answer.url.authority(), {}};
  if (error.code != Errc::Unavailable) return error;
  const auto there = from_http_date(answer.headers.find("Date").value_or(""));
  const auto asked = retry_after(answer, there ? std::optional(*there) : std::nullopt);
  error.retry_after = asked.value_or(std::chrono::seconds{0});
  return error;
}

// What the peer's answer says about the document we asked for.
Result<json::Object> read_answer(const net::IncomingResponse& answer) {
  if (answer.status != 200) {
    return fail(refusal(answer));
  }
  if (!is_activity(answer.headers.find("Content-Type").value_or(""))) {
    return fail(Errc::Malformed, "not ActivityStreams at " + answer.url.authority());
  }
  return json::parse_object(answer.body, kLimits);
}

}  // namespace

void DocumentFetch::get(const net::Url& url, Done done) const {
  get(url, Journey{0, std::chrono::steady_clock::now() + deadline_}, std::move(done));
}

void DocumentFetch::get(const net::Url& url, const Journey& journey, Done done) const {
  knocker_->get(url, instance_->signer(), journey.until,
                [self = *this, url, journey, done = std::move(done)](const Result<net::IncomingResponse>& answer) {
                  if (!answer) return done(fail(answer.error()));
                  if (is_redirect(answer->status)) return self.follow(*answer, url, journey, done);
                  auto object = read_answer(*answer);
                  if (!object) return done(fail(object.error()));
                  done(FetchedDocument{std::move(*object), url.origin(), answer->body.size()});
                });
}

void DocumentFetch::follow(const net::IncomingResponse& answer, const net::Url& from, const Journey& journey,
                           const Done& done) const {
  if (journey.hops >= kMaxHops) return done(fail(Errc::Refused, "too many redirects from " + from.authority()));
  const auto target = from.resolve(answer.headers.find("Location").value_or(""));
  if (!target) return done(fail(target.error()));
  const auto url = peers_->check(target->text());
  if (!url) return done(fail(url.error()));
  get(*url, Journey{journey.hops + 1, journey.until}, done);
}

}  // namespace chancery::activitypub
