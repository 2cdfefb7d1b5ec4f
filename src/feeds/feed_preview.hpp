// Registering a feed: looked at first, then kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "feeds/web_feed.hpp"
#include "feeds/web_feeds.hpp"
#include "net/http_client.hpp"
#include "store/store.hpp"

namespace chancery::feeds {

inline constexpr std::chrono::milliseconds kFetchDeadline{20'000};

// What a person sees before she registers a feed.
struct FeedPreview {
  std::string address;  // to be registered: where a permanent redirect led, else what was typed
  std::string title;    // the feed's, else its host
  std::string language;
  std::string link;
  WebFeed::Kind kind = WebFeed::Kind::Rss;
  std::size_t entries = 0;
  std::vector<FeedEntry> latest;  // at most five, the newest first
  std::string note;               // what is wrong with it, in words; empty when nothing is
};

// Fetches once, through the client's guard, following redirects. `typed` may lack the scheme, or begin with feed: or
// http:, which is asked over https. Waits up to four times `deadline`: for a worker thread.
// Fails with Errc::Malformed (no address, or a feed that cannot be read), Refused (the guard), Unsupported (a web page:
// the hint names its feed), Gone, Unavailable, Timeout or TooLarge.
[[nodiscard]] Result<FeedPreview> preview_feed(net::HttpClient& client, std::string_view typed, Timestamp now,
                                               std::chrono::milliseconds deadline = kFetchDeadline);

// Looks at it once more and registers it. The poller is to be nudged afterwards. Fails like preview_feed and
// register_feed.
struct NewFeed {
  std::string address;  // as typed, or as the preview gave it
  std::optional<std::int64_t> actor;
  std::string by;  // staff::audit_actor
};
[[nodiscard]] Result<RegisteredFeed> add_feed(store::Store& chancery, net::HttpClient& client, const NewFeed& feed,
                                              std::chrono::milliseconds deadline = kFetchDeadline);

}  // namespace chancery::feeds
