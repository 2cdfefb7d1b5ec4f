// A small Jetstream server on loopback, on either wire: gives what it holds from the cursor on, and breaks off when
// told to.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "net/address_guard.hpp"
#include "unit/net/listening_peer.hpp"

namespace chancery::atproto::test {

struct ServedEvent {
  std::int64_t time_us = 0;
  std::string frame;
};

// A post as the wire has it; `n` makes id, revision and author.
inline ServedEvent served_post(std::int64_t time_us, int n) {
  const auto number = std::to_string(1'000'000 + n);
  return {time_us, R"({"did":"did:plc:author)" + number + R"(","time_us":)" + std::to_string(time_us) +
                       R"(,"kind":"commit","commit":{"rev":"3mrev)" + number +
                       R"(","operation":"create","collection":"app.bsky.feed.post","rkey":"3mkey)" + number +
                       R"(","record":{"$type":"app.bsky.feed.post","langs":["en"],"text":"post )" + number +
                       R"("},"cid":"bafyreib"}})"};
}

// The same on the v2 wire.
inline ServedEvent served_v2_post(std::int64_t time_us, int n) {
  const auto number = std::to_string(1'000'000 + n);
  auto time = to_rfc3339(from_micros(time_us));
  if (time.size() == 20) time.insert(19, ".000000");
  return {time_us, R"({"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit",)"
                   R"("cid":"bafyreib","collection":"app.bsky.feed.post","did":"did:plc:author)" +
                       number +
                       R"(","operation":"create","record":{"$type":"app.bsky.feed.post","langs":["en"],"text":"post )" +
                       number + R"("},"rev":"3mrev)" + number + R"(","rkey":"3mkey)" + number + R"(","seq":)" +
                       std::to_string(n + 1) + R"(,"time":")" + time + R"("}})"};
}

class JetstreamServer {
 public:
  struct Behaviour {
    std::size_t drop_after = std::numeric_limits<std::size_t>::max();  // frames, then the line breaks, every time
    bool hold = true;                                                  // stay connected after the last event
    bool mute = false;                                                 // answer no ping
    bool hang_up = false;                                              // close at once, before any answer
    std::string refusal;    // answer with this HTTP status line instead of upgrading
    unsigned opcode = 1;    // 2: binary frames
    bool v2 = false;        // an event's seq is its place, from 1
    std::size_t floor = 0;  // events before this place are no longer there
    std::size_t tip = std::numeric_limits<std::size_t>::max();       // where a cursor of the future begins
    std::function<std::string(const std::string& target)> refuse;    // the body of a 400; empty: no refusal
    std::function<std::string(const std::string& frame)> pack = {};  // compresses a frame
  };

  explicit JetstreamServer(std::vector<ServedEvent> events) : JetstreamServer(std::move(events), Behaviour{}) {}
  JetstreamServer(std::vector<ServedEvent> events, Behaviour behaviour)
      : events_(std::move(events)),
        behaviour_(std::move(behaviour)),
        peer_([this](net::test::Line line) { serve(std::move(line)); }) {}

  [[nodiscard]] std::string address() const {
    return "ws://127.0.0.1:" + std::to_string(peer_.port()) +
           (behaviour_.v2 ? "/xrpc/network.bsky.jetstream.subscribeEvents" : "/subscribe");
  }
  [[nodiscard]] net::AddressGuard guard() const {
    return net::AddressGuard({.test_peers = {"127.0.0.1:" + std::to_string(peer_.port())}});
  }

  // What each connection asked for: "/subscribe?…"; empty when it was not heard out.
  [[nodiscard]] std::vector<std::string> targets() const {
    const std::scoped_lock lock(mutex_);
    return targets_;
  }
  [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> connected_at() const {
    const std::scoped_lock lock(mutex_);
    return connected_at_;
  }
  [[nodiscard]] bool wait_for_connections(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return targets_.size() >= count; });
  }

 private:
  void note(std::string target) {
    const std::scoped_lock lock(mutex_);
    targets_.push_back(std::move(target));
    connected_at_.push_back(std::chrono::steady_clock::now());
    changed_.notify_all();
  }

  static std::int64_t cursor_in(const std::string& target) {
    const auto at = target.find("cursor=");
    return at == std::string::npos ? 0 : std::stoll(target.substr(at + 7));
  }

  void serve(net::test::Line line) {
    if (behaviour_.hang_up) return note({});
    if (!behaviour_.refusal.empty()) {
      line.hear_until("\r\n\r\n");
      note({});
      line.say("HTTP/1.1 " + behaviour_.refusal + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    const auto request = line.hear_until("\r\n\r\n");
    const auto target = request.substr(4, request.find(' ', 4) - 4);
    note(target);
    auto body = behaviour_.refuse ? behaviour_.refuse(target) : std::string();
    const auto cursor = cursor_in(target);
    const bool by_seq = behaviour_.v2 && cursor > 0 && cursor < 1'000'000'000'000'000;
    const auto floor = static_cast<std::int64_t>(behaviour_.floor);
    if (by_seq && cursor <= floor) body = R"({"error":"CursorTooOld","message":"below the floor"})";
    if (!body.empty()) {
      line.say("HTTP/1.1 400 Bad Request\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\nConnection: close\r\n\r\n" + body);
      return;
    }
    line.answer_upgrade(request);
    auto from = std::ranges::lower_bound(events_, cursor, {}, &ServedEvent::time_us);
    if (by_seq) {
      const auto size = static_cast<std::int64_t>(events_.size());
      from = events_.begin() + (cursor <= size ? cursor - 1 : std::min<std::int64_t>(size, behaviour_.tip));
    } else if (from < events_.begin() + floor) {
      from = events_.begin() + floor;
      if (behaviour_.v2 && cursor > 0) {
        line.say_frame(1, R"({"$type":"message","payload":{"$type":)"
                          R"("network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor"}})");
      }
    }
    for (std::size_t sent = 0; from != events_.end(); ++from, ++sent) {
      if (sent == behaviour_.drop_after) return;
      if (!line.say_frame(behaviour_.opcode, behaviour_.pack ? behaviour_.pack(from->frame) : from->frame)) return;
    }
    while (behaviour_.hold) {
      const auto frame = line.hear_frame();
      if (frame.opcode == 0 || frame.opcode == 8) return;
      if (frame.opcode == 9 && !behaviour_.mute) line.say_frame(10, frame.payload);
    }
  }

  const std::vector<ServedEvent> events_;
  const Behaviour behaviour_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> targets_;
  std::vector<std::chrono::steady_clock::time_point> connected_at_;
  net::test::ListeningPeer peer_;  // last: its thread uses the rest
};

}  // namespace chancery::atproto::test
