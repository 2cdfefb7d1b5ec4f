#include "feeds/feed_fetch.hpp"

#include <utility>

#include "feeds/feed_schedule.hpp"
#include "feeds/web_feed.hpp"

namespace chancery::feeds {
namespace {

constexpr std::size_t kMaxValidator = 1'024;  // bytes of an ETag or Last-Modified that is kept

std::string header(const net::IncomingResponse& answer, std::string_view name) {
  const auto value = answer.headers.find(name);
  return value && value->size() <= kMaxValidator ? std::string(*value) : std::string();
}

FetchFailure failure_of(const net::IncomingResponse& answer, Timestamp now) {
  const int status = answer.status;
  const auto& host = answer.url.host();
  const auto says = host + " answered " + std::to_string(status);
  std::string hint;
  if (status == 401 || status == 403) {
    hint = says + ": it does not let us read the feed; ask its owner to admit us";
  } else if (status == 404) {
    hint = says + ": there is no such feed; look for its new address";
  } else if (status == 429) {
    hint = says + ": it wants to be asked less often";
  } else if (status >= 500) {
    hint = says + ": it is in trouble; it will be asked again";
  } else {
    hint = says + ", which is no feed";
  }
  FetchFailure failure{.error = Error{Errc::Unavailable, says, std::move(hint)}, .status = status};
  if (status == 429 || status == 503) failure.retry_after = retry_after(header(answer, "Retry-After"), now);
  return failure;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

FetchStep redirect_of(const net::IncomingResponse& answer) {
  auto to = answer.url.resolve(header(answer, "Location"));
  if (to && (to->scheme() == "https" || to->scheme() == "http")) {
    return Redirect{std::move(*to), answer.status == 301 || answer.status == 308};
  }
  const auto says = answer.url.host() + " redirects to no address that can be asked";
  return FetchFailure{.error = Error{Errc::Malformed, says, says}, .status = answer.status};
}

Error too_many_redirects(const net::Url& url) {
  const auto says = url.host() + " redirects more than three times";
  return {Errc::Unavailable, says, says};
}

}  // namespace

net::OutgoingRequest feed_request(const net::Url& url, std::string_view etag, std::string_view last_modified,
                                  std::chrono::milliseconds deadline) {
  net::OutgoingRequest request;
  request.url = url;
  request.deadline = deadline;
  request.max_body = WebFeed::kMaxBytes;
  request.headers.add("Accept",
                      "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
                      " application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1");
  if (!etag.empty()) request.headers.add("If-None-Match", std::string(etag));
  if (!last_modified.empty()) request.headers.add("If-Modified-Since", std::string(last_modified));
  return request;
}

FetchStep judge_answer(Result<net::IncomingResponse> answer, Timestamp now) {
  if (!answer) return FetchFailure{.error = answer.error()};
  const int status = answer->status;
  if (status == 304) return NotModified{max_age(header(*answer, "Cache-Control"))};
  if (status == 410) return FeedGone{};
  if (is_redirect(status)) return redirect_of(*answer);
  if (status < 200 || status >= 300) return failure_of(*answer, now);
  FeedDocument document{.content_type = header(*answer, "Content-Type"),
                        .etag = header(*answer, "ETag"),
                        .last_modified = header(*answer, "Last-Modified"),
                        .max_age = max_age(header(*answer, "Cache-Control"))};
  document.body = std::move(answer->body);
  return document;
}

Result<FetchedFeed> fetch_feed(net::HttpClient& client, const net::Url& url, std::chrono::milliseconds deadline,
                               Timestamp now) {
  net::Url at = url;
  net::Url moved = url;
  bool permanent = true;
  for (int hops = 0;; ++hops) {
    auto step = judge_answer(client.fetch(feed_request(at, {}, {}, deadline)), now);
    if (auto* document = std::get_if<FeedDocument>(&step)) return FetchedFeed{std::move(*document), at, moved};
    if (auto* failure = std::get_if<FetchFailure>(&step)) return fail(std::move(failure->error));
    if (std::holds_alternative<FeedGone>(step)) {
      const auto says = at.host() + " answered 410: the feed was taken down for good";
      return fail(Errc::Gone, says);
    }
    auto* redirect = std::get_if<Redirect>(&step);
    if (redirect == nullptr) return fail(Errc::Malformed, at.host() + " says nothing changed, unasked");
    if (hops == kMaxRedirects) return fail(too_many_redirects(url));
    at = redirect->to;
    permanent = permanent && redirect->permanent;
    if (permanent) moved = at;
  }
}

}  // namespace chancery::feeds
