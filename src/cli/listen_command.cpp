#include "cli/listen_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "atproto/jetstream_v1.hpp"
#include "atproto/jetstream_v2.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/exit_codes.hpp"
#include "cli/listen_live.hpp"
#include "cli/strict_lines.hpp"
#include "feeds/detecting_decoder.hpp"
#include "feeds/neutral_posts.hpp"
#include "feeds/recording.hpp"
#include "listen/report.hpp"
#include "text/annotator.hpp"
#include "text/language.hpp"
#include "text/sentiment.hpp"

namespace chancery::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::uint64_t kNamedBadPosts = 10;
constexpr std::uint64_t kLook = 8192;  // events between two looks at the clock
constexpr std::chrono::seconds kProgress{2};

int usage(std::ostream& err, std::string_view hint) {
  err << "chancery listen: " << hint << '\n';
  return kUsage;
}

// RFC 3339, or a date alone, which is its midnight in UTC.
Result<std::optional<Timestamp>> read_time(std::string_view flag, const std::string& text) {
  if (text.empty()) return std::nullopt;
  constexpr std::size_t kDate = 10;
  auto time = from_rfc3339(text.size() == kDate ? text + "T00:00:00Z" : text);
  if (!time) {
    return fail(Errc::Invalid, "no time",
                fmt::format("{} needs a time such as 2026-11-22T09:30:00Z, or a date such as 2026-11-22", flag));
  }
  return *time;
}

// One watch a line. Fails with Errc::NotFound when there is no such file, or Invalid when it names no watch.
Result<std::vector<std::string>> read_watches(const std::string& file) {
  std::ifstream in(file);
  if (!in) return fail(Errc::NotFound, "no watches", fmt::format("--watches {}: the file cannot be read", file));
  std::vector<std::string> watches;
  for (std::string line; std::getline(in, line);) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line.substr(begin, 2) == "# " || line.substr(begin) == "#") continue;
    watches.push_back(line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1));
  }
  if (watches.empty()) return fail(Errc::Invalid, "no watches", fmt::format("--watches {}: no watch in it", file));
  return watches;
}

Result<listen::ReportOptions> read_options(const ListenCommand& command) {
  const auto since = read_time("--since", command.since);
  if (!since) return fail(since.error());
  const auto until = read_time("--until", command.until);
  if (!until) return fail(until.error());
  const auto live = std::ranges::count_if(command.sources, is_live);
  if (live > 1) return fail(Errc::Invalid, "two live sources", "one live stream at a time: name one wss:// address");
  if (live == 0 && (!command.length.empty() || command.events != 0)) {
    return fail(Errc::Invalid, "no live source", "--for and --events are for a live stream: name a wss:// address");
  }
  auto watches = command.watches;
  if (!command.watches_file.empty()) {
    auto more = read_watches(command.watches_file);
    if (!more) return fail(more.error());
    std::move(more->begin(), more->end(), std::back_inserter(watches));
  }
  return listen::ReportOptions{.watches = std::move(watches),
                               .countries = command.countries,
                               .since = *since,
                               .until = *until,
                               .share_window = std::chrono::seconds{command.window_seconds},
                               .min_shared = static_cast<std::uint32_t>(std::max(0, command.min_shared))};
}

// Reads sources into a report and tells what it could not read.
class Reading {
 public:
  Reading(listen::Report& report, std::ostream& err) : report_(report), err_(err) {}

  // Fails when the source cannot be opened. One that breaks off is read up to there.
  [[nodiscard]] Status read(const std::string& source) {
    auto recording = feeds::Recording::open(source);
    if (!recording) return fail(recording.error());
    for (;;) {
      const auto line = recording->next();
      if (!line) {
        bad_line(line.error().hint);
        if (line.error().code == Errc::TooLarge) continue;
        return {};
      }
      if (!*line) return {};
      take(**line, *recording);
      if (report_.events() % kLook == 0) progress();
    }
  }

  void finish() {
    if (report_.bad_lines() > kNamedBadPosts) {
      err_ << "chancery listen: " << report_.bad_lines() - kNamedBadPosts << " more bad lines\n";
    }
  }

 private:
  void take(std::string_view line, const feeds::Recording& recording) {
    const auto event = decoder_.decode_padded(line);
    if (!event) {
      bad_line(fmt::format("{}, line {}: {}", recording.name(), recording.line(), event.error().hint));
      return;
    }
    report_.count_event();
    if (event->kind == activity::DecodedEvent::Kind::Post) report_.add(event->post);
    if (event->kind == activity::DecodedEvent::Kind::Removal) report_.remove(event->removal);
  }

  void bad_line(std::string_view what) {
    report_.count_event();
    report_.count_bad_line();
    if (report_.bad_lines() <= kNamedBadPosts) err_ << "chancery listen: " << what << '\n';
  }

  void progress() {
    const auto now = steady_clock::now();
    if (now - told_ < kProgress) return;
    told_ = now;
    const std::chrono::duration<double> spent = now - started_;
    err_ << fmt::format("{} events, {} posts, {:.0f} events/s\n", report_.events(), report_.posts(),
                        static_cast<double>(report_.events()) / spent.count());
  }

  listen::Report& report_;
  std::ostream& err_;
  SystemClock clock_;
  atproto::JetstreamV1Decoder jetstream_{clock_};
  atproto::JetstreamV2Decoder jetstream_v2_{clock_};
  feeds::NeutralPostDecoder neutral_{clock_};
  feeds::DetectingDecoder decoder_{jetstream_, jetstream_v2_, neutral_};
  steady_clock::time_point started_ = steady_clock::now();
  steady_clock::time_point told_ = started_;
};

}  // namespace

int run_listen_command(const ListenCommand& command, std::ostream& out, std::ostream& err) {
  auto options = read_options(command);
  if (!options) return usage(err, options.error().hint);
  const auto length = read_length(command.length);
  if (!length) return usage(err, length.error().hint);
  const text::LanguageIdentifier languages;
  const text::Annotator agenda;
  const auto sentiment = text::SentimentModel::shipped();
  if (!sentiment) return usage(err, sentiment.error().hint);
  const listen::PostAnnotator annotator(languages, agenda, *sentiment);
  auto report = listen::Report::start(std::move(*options), annotator);
  if (!report) return usage(err, report.error().hint);

  const auto started = steady_clock::now();
  Reading reading(*report, err);
  // What is recorded first: a stream is heard until it is stopped.
  auto sources = command.sources;
  std::ranges::stable_partition(sources, [](const std::string& source) { return !is_live(source); });
  for (const std::string& source : sources) {
    const auto read =
        is_live(source)
            ? listen_live(
                  {.address = source, .length = *length, .events = command.events, .test_peers = command.test_peers},
                  *report, err)
            : reading.read(source);
    if (!read) {
      err << "chancery listen: " << read.error().hint << '\n';
      return errc_info(read.error().code).exit_code;
    }
  }
  reading.finish();
  const std::chrono::duration<double> seconds = steady_clock::now() - started;
  if (command.json) {
    out << boost::json::serialize(report->to_json(seconds)) << '\n';
  } else {
    out << report->to_table(seconds);
  }
  out.flush();
  if (report->events() == report->bad_lines()) {
    err << "chancery listen: nothing in the input could be read\n";
    return kUnusable;
  }
  return code_by_lines("chancery listen", command.strict, report->bad_lines(), err);
}

void add_listen_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ListenCommand>();  // owned by the option bindings and the callback
  auto* listen = app.add_subcommand("listen", "A listening report of public posts: recordings, or a live stream");
  listen
      ->add_option("SOURCE", command->sources,
                   "NDJSON files, .gz and .zst too, - for standard input, or a stream (wss://…)")
      ->required();
  listen->add_option("--watch", command->watches, "A query (docs/watch-language.md); may be given again")
      ->take_all()
      ->allow_extra_args(false);  // or the next SOURCE would be taken for one more
  listen->add_option("--watches", command->watches_file, "A file of watches, one a line");
  listen->add_option("--country", command->countries, "Only posts about this country (ISO 3166-1); may be given again")
      ->take_all()
      ->allow_extra_args(false);
  listen->add_option("--window", command->window_seconds, "Seconds within which sharing the same counts (60)");
  listen->add_option("--min-shared", command->min_shared, "Things two accounts must have shared so (2)");
  listen->add_option("--since", command->since, "Leave out posts seen before this time (RFC 3339, or a date)");
  listen->add_option("--until", command->until, "Leave out posts seen from this time on");
  listen->add_option("--for", command->length, "How long to hear a stream: 90s, 10m, 2h (until Ctrl-C)");
  listen->add_option("--events", command->events, "Stop a stream after about so many events");
  listen->add_flag("--json", command->json, "One JSON document instead of a table");
  listen->add_flag("--strict", command->strict, "Fail when any line is bad");
  listen->callback([command, &exit_code] { exit_code = run_listen_command(*command, std::cout, std::cerr); });
}

}  // namespace chancery::cli
