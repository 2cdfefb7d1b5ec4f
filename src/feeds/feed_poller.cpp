#include "feeds/feed_poller.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/log.hpp"
#include "base/returned.hpp"
#include "feeds/feed_fetch.hpp"
#include "feeds/feed_news.hpp"
#include "feeds/feed_schedule.hpp"
#include "feeds/web_feed.hpp"
#include "feeds/web_feeds.hpp"

namespace chancery::feeds {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestSleep{60'000};
constexpr milliseconds kShortestSleep{1'000};
constexpr std::size_t kLookAhead = 256;  // due feeds looked at in one round

// A poll under way: from the first request to the last redirect.
struct Poll {
  RegisteredFeed feed;
  net::Url at;
  std::string host;  // whose turn it holds
  int hops = 0;
  bool permanent = true;             // all redirects so far
  std::optional<std::string> moved;  // where the permanent ones led
};

struct Answered {
  std::int64_t feed = 0;
  Result<net::IncomingResponse> answer;
};

}  // namespace

struct FeedPoller::Impl {
  Impl(store::Store& store_, net::HttpClient& client_, activity::PostSink& sink_, Options options_)
      : store(store_), client(client_), sink(sink_), options(std::move(options_)), random(options.seed) {}

  // Starts what is due and may start: returns how many.
  std::size_t start_due() {
    if (under_way.size() >= options.under_way) return 0;
    const auto now = store.clock().now();
    auto due = store.read([&](store::Snapshot& snapshot) { return due_feeds(snapshot, now, kLookAhead); });
    std::size_t started = 0;
    for (auto& feed : due) {
      if (under_way.size() >= options.under_way) break;
      if (under_way.contains(feed.id.value) || is_postponed(feed.id.value, now)) continue;
      auto url = net::Url::parse(feed.address);
      if (!url) {
        const auto says = "the address of the feed cannot be read";
        record_failure(feed, {.error = Error{Errc::Malformed, says, says}}, now);
        continue;
      }
      if (!hosts.insert(url->host()).second) continue;
      Poll poll{.feed = std::move(feed), .at = *url, .host = url->host()};
      const auto id = poll.feed.id.value;
      send(under_way.emplace(id, std::move(poll)).first->second);
      ++started;
    }
    return started;
  }

  [[nodiscard]] bool is_postponed(std::int64_t feed, Timestamp now) {
    const auto found = postponed.find(feed);
    if (found == postponed.end()) return false;
    if (now < found->second) return true;
    postponed.erase(found);
    return false;
  }

  void send(const Poll& poll) {
    auto request = feed_request(poll.at, poll.feed.etag, poll.feed.last_modified, options.deadline);
    const auto id = poll.feed.id.value;
    client.send(std::move(request), [returned = returned, id](Result<net::IncomingResponse> answer) {
      returned->put({id, std::move(answer)});
    });
  }

  void settle(Answered answered, const std::stop_token& stop) {
    const auto found = under_way.find(answered.feed);
    if (found == under_way.end()) return;
    auto& poll = found->second;
    const auto now = store.clock().now();
    if (answered.answer) poll.feed.last_status = answered.answer->status;
    auto step = judge_answer(std::move(answered.answer), now);
    if (auto* redirect = std::get_if<Redirect>(&step)) {
      if (poll.hops < kMaxRedirects) {
        ++poll.hops;
        poll.permanent = poll.permanent && redirect->permanent;
        poll.at = std::move(redirect->to);
        if (poll.permanent) poll.moved = poll.at.text();
        return send(poll);
      }
      const auto says = poll.at.host() + " redirects more than three times";
      step = FetchFailure{.error = Error{Errc::Unavailable, says, says}, .status = poll.feed.last_status};
    }
    finish(poll, std::move(step), stop, now);
    hosts.erase(poll.host);
    under_way.erase(found);
    ++finished;
  }

  void finish(Poll& poll, FetchStep step, const std::stop_token& stop, Timestamp now) {
    auto& feed = poll.feed;
    if (auto* document = std::get_if<FeedDocument>(&step)) {
      read_document(poll, *document, stop, now);
    } else if (auto* same = std::get_if<NotModified>(&step)) {
      adopt_address(poll);
      record_success(feed, {.max_age = same->max_age}, {}, now);
    } else if (std::holds_alternative<FeedGone>(step)) {
      feed.state = FeedState::Gone;
      feed.last_poll = now;
      feed.last_error = poll.at.host() + " answered 410: the feed was taken down for good; it is asked no more";
      log::info("feeds", "feed {} is gone", feed.id.value);
      record(feed, {}, now);
    } else if (auto* failure = std::get_if<FetchFailure>(&step)) {
      record_failure(feed, *failure, now);
    }
  }

  void read_document(Poll& poll, FeedDocument& document, const std::stop_token& stop, Timestamp now) {
    auto& feed = poll.feed;
    const auto read = read_web_feed(document.body, document.content_type, poll.at);
    if (!read) return record_failure(feed, {.error = read.error(), .status = feed.last_status}, now);
    const auto known = store.read([&](store::Snapshot& snapshot) { return known_entries(snapshot, feed.id); });
    const auto news = news_of(*read, feed, known, now);
    if (!news.posts.empty() || read->repairs.skipped > 0) {
      const FeedBatch batch(feed, news.posts, read->repairs.skipped, now);
      if (!give(batch.batch, stop)) return;  // asked for again after the next start
    }
    adopt_address(poll);
    // A document that breaks off may be whole the next time: it is not to be told that nothing changed.
    const bool whole = read->repairs.broken.empty();
    feed.etag = whole ? document.etag : std::string();
    feed.last_modified = whole ? document.last_modified : std::string();
    feed.last_note = in_words(read->repairs);
    feed.entries_seen += static_cast<std::int64_t>(news.posts.size());
    PollOutcome outcome{.period = read->period, .max_age = document.max_age};
    if (!news.posts.empty()) outcome.kind = PollOutcome::Kind::News;
    record_success(feed, outcome, news.seen, now);
  }

  // Offers the batch again, at longer and longer intervals up to a second, until it is taken: false when stopped.
  [[nodiscard]] bool give(const activity::PostBatch& batch, const std::stop_token& stop) {
    milliseconds pause{10};
    for (;;) {
      const auto taken = sink.take(batch);
      if (taken) return true;
      if (taken.error().code != Errc::TooMany) {
        log::warn("feeds", "{} entries wait: {}", batch.posts.size(), taken.error().detail);
      }
      returned->pause(stop, pause);
      if (stop.stop_requested()) return false;
      pause = std::min(pause * 2, milliseconds{1'000});
    }
  }

  static void adopt_address(Poll& poll) {
    if (!poll.moved) return;
    log::info("feeds", "feed {} moved", poll.feed.id.value);
    poll.feed.address = *poll.moved;
  }

  void record_success(RegisteredFeed& feed, const PollOutcome& outcome, const std::vector<SeenEntry>& seen,
                      Timestamp now) {
    const auto next = next_poll(feed.interval, outcome, now, spread(random));
    feed.interval = next.interval;
    feed.next_poll = next.at;
    feed.last_poll = now;
    feed.last_success = now;
    feed.failures = 0;
    feed.last_error.clear();
    record(feed, seen, now);
  }

  void record_failure(RegisteredFeed& feed, const FetchFailure& failure, Timestamp now) {
    ++feed.failures;
    const PollOutcome outcome{
        .kind = PollOutcome::Kind::Failed, .failures = feed.failures, .retry_after = failure.retry_after};
    feed.next_poll = next_poll(feed.interval, outcome, now, spread(random)).at;
    feed.last_poll = now;
    feed.last_status = failure.status;
    feed.last_error = failure.error.hint;
    log::debug("feeds", "feed {}: {}", feed.id.value, failure.error.detail);
    record(feed, {}, now);
  }

  void record(const RegisteredFeed& feed, const std::vector<SeenEntry>& seen, Timestamp now) {
    const auto done = store
                          .write(store::Lane::Bulk,
                                 [&](store::Transaction& tx) -> Status {
                                   record_poll(tx, feed, seen, now);
                                   return {};
                                 })
                          .get();
    if (done) return options.polled();
    // The store's trouble is not the other server's: it is not asked again and again meanwhile.
    log::warn("feeds", "a poll is not kept: {}", done.error().detail);
    postponed[feed.id.value] = now + kShortestPoll;
  }

  void settle_answered(const std::stop_token& stop) {
    for (auto& each : returned->take()) {
      if (stop.stop_requested()) return;
      settle(std::move(each), stop);
    }
  }

  // Until something comes back, something may be due, or the next poll is.
  void wait(const std::stop_token& stop) {
    auto longest = kLongestSleep;
    const auto next = store.read([](store::Snapshot& snapshot) { return next_feed_poll(snapshot); });
    if (next) {
      // What is due and has not started waits for its host, or was postponed: no need to look all the time.
      const auto until = std::chrono::ceil<milliseconds>(*next - store.clock().now());
      longest = std::clamp(until, kShortestSleep, kLongestSleep);
    }
    returned->wait(stop, longest);
  }

  // What is under way is of no interest any more.
  void forget() {
    under_way.clear();
    hosts.clear();
    static_cast<void>(returned->take());
  }

  store::Store& store;
  net::HttpClient& client;
  activity::PostSink& sink;
  const Options options;
  std::mt19937_64 random;
  std::uniform_real_distribution<double> spread{0.0, 1.0};
  std::shared_ptr<Returned<Answered>> returned =
      std::make_shared<Returned<Answered>>();  // shared with the requests under way
  // The worker's own.
  std::map<std::int64_t, Poll> under_way;
  std::map<std::int64_t, Timestamp> postponed;  // whose last poll could not be recorded
  std::set<std::string> hosts;                  // being asked
  std::size_t finished = 0;
};

FeedPoller::FeedPoller(store::Store& chancery, net::HttpClient& client, activity::PostSink& sink, Options options)
    : impl_(std::make_unique<Impl>(chancery, client, sink, std::move(options))) {}

FeedPoller::~FeedPoller() = default;

void FeedPoller::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    impl_->start_due();
    impl_->wait(stop);
    impl_->settle_answered(stop);
  }
  impl_->forget();
}

std::size_t FeedPoller::poll_due(const std::stop_token& stop) {
  const auto before = impl_->finished;
  for (;;) {
    const auto started = impl_->start_due();
    if (started == 0 && impl_->under_way.empty()) break;
    impl_->returned->wait_for_answer(stop);
    if (stop.stop_requested()) break;
    impl_->settle_answered(stop);
  }
  if (stop.stop_requested()) impl_->forget();
  return impl_->finished - before;
}

void FeedPoller::nudge() {
  impl_->returned->nudge();
}

}  // namespace chancery::feeds
