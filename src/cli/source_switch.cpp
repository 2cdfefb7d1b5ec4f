#include "cli/source_switch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <random>
#include <utility>

#include "atproto/jetstream_source.hpp"
#include "atproto/jetstream_v1.hpp"
#include "atproto/jetstream_v2.hpp"
#include "base/log.hpp"
#include "cli/workers.hpp"
#include "feeds/demo_source.hpp"
#include "feeds/detecting_decoder.hpp"
#include "feeds/neutral_posts.hpp"
#include "feeds/replay_source.hpp"
#include "listen/intake.hpp"
#include "net/http_client.hpp"

namespace chancery::cli {

using activity::SourceKind;

// One source with the thread that runs it. The thread is last: it is joined before what it uses goes.
struct SourceSwitch::Running {
  explicit Running(SourceKind what, const Clock& clock)
      : kind(what), jetstream_lines(clock), jetstream_v2_lines(clock), neutral_lines(clock) {}

  [[nodiscard]] activity::SourceStatus status() const {
    auto now = jetstream ? jetstream->status() : demo ? demo->status() : replay->status();
    now.kind = kind;
    return now;
  }

  SourceKind kind;
  atproto::JetstreamV1Decoder jetstream_lines;
  atproto::JetstreamV2Decoder jetstream_v2_lines;
  feeds::NeutralPostDecoder neutral_lines;
  feeds::DetectingDecoder any_lines{jetstream_lines, jetstream_v2_lines, neutral_lines};
  std::optional<atproto::JetstreamSource> jetstream;
  std::optional<feeds::ReplaySource> replay;
  std::optional<feeds::DemoSource> demo;
  std::jthread thread;
};

SourceSwitch::SourceSwitch(SourceSwitchOptions options, activity::PostSink& sink, const Clock& clock,
                           const store::Store& listen)
    : options_(std::move(options)), sink_(sink), clock_(clock), listen_(listen) {}

SourceSwitch::~SourceSwitch() {
  static_cast<void>(take());
}

std::unique_ptr<SourceSwitch::Running> SourceSwitch::take() {
  const std::lock_guard lock(mutex_);
  return std::move(running_);
}

std::unique_ptr<SourceSwitch::Running> SourceSwitch::make(SourceKind kind) {
  auto made = std::make_unique<Running>(kind, clock_);
  if (kind == SourceKind::Jetstream) {
    made->jetstream.emplace(
        atproto::JetstreamOptions{
            .address = options_.jetstream,
            .guard = options_.guard,
            .socket = {.user_agent = options_.user_agent},
            .compression = atproto::parse_compression(options_.compression).value_or(atproto::Compression::None),
            .dictionaries = {.file = options_.dictionary,
                             .cache = options_.dictionaries,
                             .fetch = [this](const net::Url& url) { return fetch(url); }},
            .seed = std::random_device{}()},
        sink_, clock_, [this](std::string_view source) { return listen::stored_position(listen_, source); });
  } else if (kind == SourceKind::Sample && options_.demo_story_ends) {
    const auto cursor = listen::stored_cursor(listen_, feeds::kDemoSource);
    made->demo.emplace(options_.demo_story_ends(), cursor, sink_, clock_);
  } else {
    auto options = feeds::sample_replay(clock_);
    if (kind == SourceKind::Replay) {
      options = {
          .path = options_.replay, .speed = options_.replay_speed, .run = fmt::format("#{}", to_micros(clock_.now()))};
    } else if (options_.stand_in) {
      options.stand_in = options_.stand_in();
    }
    made->replay.emplace(std::move(options), made->any_lines, sink_, clock_);
  }
  return made;
}

// A client for this once: a dictionary is fetched some times a year.
Result<std::string> SourceSwitch::fetch(const net::Url& url) const {
  net::HttpClient client({.guard = options_.guard, .user_agent = options_.user_agent});
  net::OutgoingRequest request;
  request.url = url;
  auto answer = client.fetch(std::move(request));
  if (!answer) return fail(std::move(answer.error()));
  constexpr int kOk = 200;
  if (answer->status != kOk) return fail(Errc::NotFound, url.text() + ": HTTP " + std::to_string(answer->status));
  return std::move(answer->body);
}

Status SourceSwitch::start(SourceKind kind) {
  if (kind == SourceKind::None) {
    stop();
    return {};
  }
  if (kind == SourceKind::Replay && options_.replay.empty()) {
    return fail(Errc::Unavailable, "no recording was given",
                "no recording was given: start the server with --replay FILE");
  }
  const std::lock_guard turn(turn_);
  {
    const std::lock_guard lock(mutex_);
    if (running_ && running_->kind == kind) {
      const auto state = running_->status().state;
      if (state != activity::SourceState::Finished && state != activity::SourceState::Stopped) return {};
    }
  }
  static_cast<void>(take());  // joins the former one
  if (kind != SourceKind::Replay && options_.forget_sample) options_.forget_sample();
  if (options_.chosen) options_.chosen(kind);
  auto made = make(kind);
  auto* source = made.get();
  made->thread = named_thread("source", [source](const std::stop_token& stop) {
    if (source->jetstream) {
      source->jetstream->run(stop);
    } else if (source->demo) {
      source->demo->run(stop);
    } else {
      source->replay->run(stop);
    }
  });
  log::info("cli", "listening to {}", source->status().address);
  const std::lock_guard lock(mutex_);
  running_ = std::move(made);
  return {};
}

void SourceSwitch::stop() {
  pause();
  if (options_.chosen) options_.chosen(SourceKind::None);
}

void SourceSwitch::pause() {
  const std::lock_guard turn(turn_);
  static_cast<void>(take());
}

activity::SourceStatus SourceSwitch::status() const {
  const std::lock_guard lock(mutex_);
  if (running_) return running_->status();
  activity::SourceStatus idle;
  idle.address = options_.jetstream;
  return idle;
}

}  // namespace chancery::cli
