#include "cli/listen_live.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <charconv>
#include <csignal>
#include <ctime>
#include <mutex>
#include <ostream>
#include <random>
#include <utility>

#include "atproto/jetstream_source.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "cli/version.hpp"
#include "cli/workers.hpp"

namespace chancery::cli {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// Counts batches into the report. Thread safety: any thread.
class ReportSink final : public activity::PostSink {
 public:
  ReportSink(listen::Report& report, std::ostream& err) : report_(report), err_(err) {}

  [[nodiscard]] Status take(const activity::PostBatch& batch) override {
    const std::lock_guard lock(mutex_);
    report_.count_events(batch.events, batch.bad_lines);
    for (const auto& post : batch.posts) report_.add(post, listen::Network::Bluesky);
    for (const auto& removal : batch.removals) report_.remove(removal);
    if (batch.cursor != 0) position_ = {batch.cursor, batch.reached};
    return {};
  }
  void gap(const activity::StreamGap& gap) override {
    const std::lock_guard lock(mutex_);
    err_ << fmt::format("chancery listen: what came between {} and {} is lost: the server no longer had it\n",
                        to_rfc3339(gap.from), to_rfc3339(gap.to));
  }
  [[nodiscard]] activity::StreamPosition position() const {
    const std::lock_guard lock(mutex_);
    return position_;
  }
  [[nodiscard]] std::uint64_t events() const {
    const std::lock_guard lock(mutex_);
    return report_.events();
  }
  void tell(std::string_view problem, std::chrono::duration<double> spent) {
    const std::lock_guard lock(mutex_);
    err_ << fmt::format("{} events, {} posts, {:.0f} events/s{}{}\n", report_.events(), report_.posts(),
                        static_cast<double>(report_.events()) / spent.count(), problem.empty() ? "" : "; ", problem);
  }

 private:
  mutable std::mutex mutex_;
  listen::Report& report_;
  std::ostream& err_;
  activity::StreamPosition position_;
};

// SIGINT and SIGTERM wait to be asked for while this lives; threads started meanwhile do not take them.
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, &former_);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }

  // Whether one came within the time.
  [[nodiscard]] bool wait(std::chrono::milliseconds time) const {
    const timespec limit{.tv_sec = time.count() / 1000, .tv_nsec = time.count() % 1000 * 1'000'000};
    return sigtimedwait(&set_, nullptr, &limit) > 0;
  }

 private:
  sigset_t set_{};
  sigset_t former_{};
};

}  // namespace

bool is_live(std::string_view source) {
  return source.starts_with("ws://") || source.starts_with("wss://");
}

Result<std::optional<std::chrono::seconds>> read_length(const std::string& text) {
  if (text.empty()) return std::nullopt;
  constexpr std::int64_t kLongest = 7 * 86'400;
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
  const std::int64_t each = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (error != std::errc{} || each == 0 || number <= 0 || number > kLongest / each) {
    return fail(Errc::Invalid, "not a duration", "--for needs a duration such as 90s, 10m or 2h, of at most a week");
  }
  return std::chrono::seconds{number * each};
}

Status listen_live(const LiveOptions& options, listen::Report& report, std::ostream& err) {
  const auto url = net::Url::parse(options.address);
  if (!url) return fail(Errc::Invalid, url.error().detail, options.address + ": " + url.error().hint);
  log::set_level(log::Level::Warn);
  const SystemClock clock;
  ReportSink sink(report, err);
  const std::uint64_t before = sink.events();
  const HeldSignals signals;
  atproto::JetstreamSource source(
      atproto::JetstreamOptions{
          .address = options.address,
          .guard = net::AddressGuard({.internal_endpoints = {}, .test_peers = options.test_peers, .ports = {}}),
          .socket = {.user_agent = "Chancery/" + std::string{kVersion}},
          .seed = std::random_device{}()},
      sink, clock, [&](std::string_view) { return sink.position(); });
  const auto started = steady_clock::now();
  auto told = started;
  {
    const auto thread = named_thread("source", [&](const std::stop_token& stop) { source.run(stop); });
    while (!signals.wait(50ms)) {
      const auto now = steady_clock::now();
      if (options.length && now - started >= *options.length) break;
      if (options.events != 0 && sink.events() - before >= options.events) break;
      if (now - told < 5s) continue;
      told = now;
      sink.tell(source.status().problem, now - started);
    }
  }
  if (sink.events() == before) {
    const auto problem = source.status().problem;
    return fail(Errc::Unavailable, "nothing heard",
                fmt::format("{}: nothing was heard{}{}", options.address, problem.empty() ? "" : ": ", problem));
  }
  return {};
}

}  // namespace chancery::cli
