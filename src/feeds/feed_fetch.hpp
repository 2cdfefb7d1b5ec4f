// One step of fetching a feed: what to ask, and what an answer means. For this folder.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"
#include "net/url.hpp"

namespace chancery::feeds {

inline constexpr int kMaxRedirects = 3;

// `etag` and `last_modified` as an earlier answer had them: it may then say that nothing is new (RFC 9110 section 13).
[[nodiscard]] net::OutgoingRequest feed_request(const net::Url& url, std::string_view etag,
                                                std::string_view last_modified, std::chrono::milliseconds deadline);

struct FeedDocument {
  std::string body;
  std::string content_type;
  std::string etag;
  std::string last_modified;
  std::optional<std::chrono::seconds> max_age;
};
struct NotModified {
  std::optional<std::chrono::seconds> max_age;
};
struct Redirect {
  net::Url to;
  bool permanent = false;
};
struct FeedGone {};
struct FetchFailure {
  Error error;     // its hint is fit for a reader
  int status = 0;  // of HTTP; 0: no answer
  std::optional<std::chrono::seconds> retry_after;
};
using FetchStep = std::variant<FeedDocument, NotModified, Redirect, FeedGone, FetchFailure>;

// What the answer means at `now`. Takes its body.
[[nodiscard]] FetchStep judge_answer(Result<net::IncomingResponse> answer, Timestamp now);

// Follows redirects and waits: for a worker thread, or a request someone waits for. `url` is where it was found,
// `moved` where it is from now on: behind permanent redirects alone.
struct FetchedFeed {
  FeedDocument document;
  net::Url url;
  net::Url moved;
};
[[nodiscard]] Result<FetchedFeed> fetch_feed(net::HttpClient& client, const net::Url& url,
                                             std::chrono::milliseconds deadline, Timestamp now);

}  // namespace chancery::feeds
