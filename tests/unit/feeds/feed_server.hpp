// A web server on loopback that serves feeds, and the program's side of the line: a store, a client, a sink.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feeds/feed_poller.hpp"
#include "feeds/feed_preview.hpp"
#include "feeds/migrations.hpp"
#include "feeds/web_feeds.hpp"
#include "net/http_client.hpp"
#include "net/router.hpp"
#include "net/server.hpp"
#include "staff/migrations.hpp"
#include "support/collecting_sink.hpp"
#include "support/stores.hpp"

namespace chancery::test {

using namespace std::chrono_literals;

inline std::string gzipped(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// What a page answers may be changed at any time; what was asked is kept.
class FeedServer {
 public:
  using Page = std::function<net::Response(const net::Request&)>;

  FeedServer() {
    router_.add_deferred(net::Method::Get, "/{path...}", [this](net::Request request, net::Responder responder) {
      serve(request, std::move(responder));
    });
    net::ServerOptions options;
    options.port = 0;
    auto server = net::Server::start(options, router_);
    if (!server) throw std::runtime_error(server.error().detail);
    server_ = std::move(*server);
    host = "127.0.0.1:" + std::to_string(server_->port());
    origin = "http://" + host;
  }
  ~FeedServer() { stop(); }
  FeedServer(const FeedServer&) = delete;
  FeedServer& operator=(const FeedServer&) = delete;

  void stop() {
    {
      const std::scoped_lock lock(mutex_);
      unanswered_.clear();
    }
    if (server_) server_->stop(1s);
    server_.reset();
  }
  void page(const std::string& path, Page answer) {
    const std::scoped_lock lock(mutex_);
    pages_[path] = std::move(answer);
  }
  void feed(const std::string& path, std::string body, net::Headers headers = {}) {
    page(path, [body = std::move(body), headers = std::move(headers)](const net::Request&) {
      net::Response response;
      response.headers = headers;
      if (!headers.find("Content-Type")) response.headers.add("Content-Type", "application/rss+xml");
      response.body = body;
      return response;
    });
  }
  void status(const std::string& path, int status, net::Headers headers = {}) {
    page(path, [status, headers = std::move(headers)](const net::Request&) {
      auto response = net::Response::empty(status);
      for (const auto& [name, value] : headers.all()) response.headers.add(name, value);
      return response;
    });
  }
  void redirect(const std::string& path, int code, const std::string& to) { status(path, code, {{"Location", to}}); }
  // Asked and never answered.
  void silence(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    silent_[path] = true;
  }
  [[nodiscard]] std::vector<net::Request> asked() const {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }
  [[nodiscard]] bool wait_for_requests(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return asked_.size() >= count; });
  }

  std::string host, origin;

 private:
  void serve(const net::Request& request, net::Responder responder) {
    Page answer;
    {
      const std::scoped_lock lock(mutex_);
      asked_.push_back(request);
      changed_.notify_all();
      if (silent_.contains(request.path)) {
        unanswered_.push_back(std::move(responder));
        return;
      }
      const auto found = pages_.find(request.path);
      if (found != pages_.end()) answer = found->second;
    }
    std::move(responder).send(answer ? answer(request) : net::Response::text(404, "none"));
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, Page> pages_;
  std::map<std::string, bool> silent_;
  std::vector<net::Responder> unanswered_;
  std::vector<net::Request> asked_;
  net::Router router_;
  std::unique_ptr<net::Server> server_;
};

// A reader of feeds with everything it needs.
class FeedReader {
 public:
  explicit FeedReader(const FeedServer& server, std::chrono::milliseconds deadline = 5s)
      : client({.guard = net::AddressGuard({.internal_endpoints = {}, .test_peers = {server.host}, .ports = {}}),
                .user_agent = "Chancery/test (+https://mfa.example/)"}),
        poller(*chancery, client, sink, {.deadline = deadline, .seed = 7}) {}

  feeds::RegisteredFeed add(const std::string& address) {
    auto feed = feeds::add_feed(*chancery, client, {.address = address, .actor = {}, .by = "user:anna"}, 5s);
    EXPECT_TRUE(feed.has_value()) << (feed ? "" : feed.error().detail);
    return feed.value_or(feeds::RegisteredFeed{});
  }
  // Without looking at it first.
  feeds::RegisteredFeed register_unseen(const std::string& address) {
    const auto id = chancery->ids().make<feeds::FeedId>();
    return chancery
        ->write_now([&](store::Transaction& tx) {
          return feeds::register_feed(tx, id, {address, "Unseen", {}}, "user:anna", chancery.clock.now());
        })
        .value();
  }
  [[nodiscard]] feeds::RegisteredFeed row(feeds::FeedId id) const {
    return chancery->read([&](store::Snapshot& snapshot) { return feeds::registered_feed(snapshot, id); })
        .value_or(feeds::RegisteredFeed{});
  }
  // Goes to when the feed is next due, and polls.
  feeds::RegisteredFeed poll_next(feeds::FeedId id) {
    const auto due = row(id).next_poll;
    if (chancery.clock.now() < due) chancery.clock.set(due);
    poller.poll_due();
    return row(id);
  }

  TestStore chancery{migrations_of({staff::migrations(), feeds::migrations()})};
  net::HttpClient client;
  CollectingSink sink;
  feeds::FeedPoller poller;
};

}  // namespace chancery::test
