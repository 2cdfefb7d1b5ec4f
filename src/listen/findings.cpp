#include "listen/findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "listen/cells.hpp"
#include "listen/figures.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kTooFew = "under 10 people";
constexpr std::string_view kTakenDown = "(the text was taken down)";
constexpr std::array<std::string_view, 3> kTones = {"negative", "neutral", "positive"};
using FigureRows = std::map<std::string, std::optional<std::int64_t>>;

json::Value figure(const std::optional<std::int64_t>& n) {
  return n ? json::Value(*n) : json::Value(nullptr);
}

double rounded(double value) {
  return std::round(value * 100) / 100;
}

json::Object rows_json(const FigureRows& rows) {
  json::Object object;
  for (const auto& [value, posts] : rows) object[value] = figure(posts);
  return object;
}

// All three, noughts too.
FigureRows sentiment_rows(const Tally& tally) {
  FigureRows rows = shown_rows(tally.sentiment, true);
  for (const auto tone : kTones) rows.try_emplace(std::string{tone}, 0);
  return rows;
}

json::Object by_watch_json(const Findings& findings) {
  json::Object object;
  const auto shown = shown_watches(findings.tally, findings.watches.size());
  for (std::size_t i = 0; i < shown.size(); ++i) object[findings.watches[i]] = figure(shown[i]);
  return object;
}

json::Array timeline_json(const Tally& tally) {
  json::Array list;
  const auto matched = shown_hours(tally);
  for (const auto& [from, hour] : tally.hours) {
    list.push_back(json::Object{{"from", to_rfc3339(from)}, {"n", hour.posts}, {"matched", figure(matched.at(from))}});
  }
  return list;
}

// What matched no watch, as the sample of it tells.
json::Object baseline_json(const Tally& tally) {
  return {{"rate", 1.0 / static_cast<double>(kSampleRate)},
          {"sampled", tally.sampled},
          {"languages", rows_json(shown_rows(tally.sample_languages, true))}};
}

json::Array bursts_json(const Findings& findings) {
  json::Array list;
  for (const auto& [watch, burst] : bursts(findings.tally, findings.watches.size())) {
    const bool all = findings.watches.empty();
    list.push_back(json::Object{{"from", to_rfc3339(burst.from)},
                                {"to", to_rfc3339(burst.to)},
                                {"n", static_cast<std::int64_t>(burst.n)},
                                {"expected", to_a_tenth(burst.expected)},
                                {"score", std::round(burst.score)},
                                {"watch", all ? json::Value(nullptr) : json::Value(findings.watches[watch])}});
  }
  return list;
}

json::Array copies_json(const std::vector<FoundCopies>& copies) {
  json::Array list;
  for (const auto& found : copies) {
    list.push_back(
        json::Object{{"size", found.size},
                     {"authors", found.authors},
                     {"example", found.example.empty() ? json::Value(nullptr) : json::Value(found.example)}});
  }
  return list;
}

json::Array list_of(const std::vector<std::string>& texts) {
  json::Array list;
  for (const auto& text : texts) list.push_back(json::Value(text));
  return list;
}

json::Array narratives_json(const std::vector<FoundNarrative>& narratives) {
  json::Array list;
  for (const auto& found : narratives) {
    list.push_back(json::Object{{"words", list_of(found.words)},
                                {"posts", found.posts},
                                {"authors", found.authors},
                                {"first_seen", to_rfc3339(found.first_seen)},
                                {"languages", list_of(found.languages)}});
  }
  return list;
}

json::Value tone_json(const Findings& findings) {
  if (findings.tone.texts == 0) return nullptr;
  json::Object object{{"classified", findings.tone.texts}};
  for (std::size_t i = 0; i < kTones.size(); ++i) {
    const auto& share = findings.tone.shares[i];
    object[kTones[i]] =
        json::Object{{"share", rounded(share.share)}, {"low", rounded(share.low)}, {"high", rounded(share.high)}};
  }
  return object;
}

// Of however few accounts: the counts of a coordination analysis are aggregates over all that was read, single out no
// account and no text, and stay. Which accounts they are is told nowhere.
json::Object coordination_json(const Findings& findings) {
  return {{"window_seconds", findings.share_window.count()},
          {"min_shared", findings.min_shared},
          {"edges", findings.coordination.edges},
          {"accounts", findings.coordination.accounts}};
}

// --- tables ---

std::string row(std::string_view name, const std::optional<std::int64_t>& n) {
  return n ? fmt::format("{:>16}  {}\n", *n, name) : fmt::format("{:>16}  {}\n", kTooFew, name);
}

std::string row(std::string_view name, std::uint64_t n) {
  return row(name, std::optional{static_cast<std::int64_t>(n)});
}

// By size, then by name.
std::string table(std::string_view title, const FigureRows& rows) {
  if (rows.empty()) return {};
  std::vector<std::pair<std::string, std::optional<std::int64_t>>> ranked(rows.begin(), rows.end());
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out = fmt::format("\n{}\n", title);
  for (const auto& [name, n] : ranked) out += row(name, n);
  return out;
}

std::string tone_table(const Findings& findings) {
  if (findings.tone.texts == 0) return {};
  std::string out = fmt::format("\ntone of {} posts, with the model's error (95 %)\n", findings.tone.texts);
  for (std::size_t i = 0; i < kTones.size(); ++i) {
    const auto& share = findings.tone.shares[i];
    out += fmt::format("{:>15.0f}%  {} ({:.0f} to {:.0f} %)\n", 100 * share.share, kTones[i], 100 * share.low,
                       100 * share.high);
  }
  return out;
}

std::string timeline_table(const Tally& tally) {
  if (tally.hours.empty()) return {};
  std::string out = "\nby hour (UTC)           posts           matched\n";
  const auto shown = shown_hours(tally);
  for (const auto& [from, hour] : tally.hours) {
    const auto& matched = shown.at(from);
    out += fmt::format("{:<18} {:>10} {:>17}\n", to_rfc3339(from).substr(0, 16), hour.posts,
                       matched ? std::to_string(*matched) : std::string{kTooFew});
  }
  return out;
}

std::string bursts_table(const Findings& findings) {
  std::string out;
  for (const auto& [watch, burst] : bursts(findings.tally, findings.watches.size())) {
    if (out.empty()) out = "\nbursts\n";
    out += fmt::format("{} to {}: {:.0f} where {:.1f} were expected ({:+.0f} standard deviations at its height){}\n",
                       to_rfc3339(burst.from).substr(0, 16), to_rfc3339(burst.to).substr(11, 5), burst.n,
                       burst.expected, burst.score, findings.watches.empty() ? "" : ", " + findings.watches[watch]);
  }
  return out;
}

std::string stories_table(const Findings& findings) {
  std::string out;
  if (!findings.narratives.empty()) out += "\nnarratives (posts, people, first seen, words)\n";
  for (const auto& found : findings.narratives) {
    out += fmt::format("{:>16}  {:>6}  {}  {}\n", found.posts, found.authors,
                       to_rfc3339(found.first_seen).substr(0, 16), fmt::join(found.words, " "));
  }
  if (!findings.copies.empty()) out += "\ncopied texts (posts, people)\n";
  for (const auto& found : findings.copies) {
    out += fmt::format("{:>16}  {:>6}  {}\n", found.size, found.authors,
                       found.example.empty() ? std::string{kTakenDown} : found.example);
  }
  const auto& together = findings.coordination;  // see coordination_json
  if (together.edges > 0) {
    out += fmt::format(
        "\n{} accounts in {} pairs shared {} things or more within {} seconds of each other: evidence to look at, no "
        "proof of intent\n",
        together.accounts, together.edges, findings.min_shared, findings.share_window.count());
  }
  return out;
}

}  // namespace

json::Object findings_json(const Findings& findings, std::chrono::duration<double> seconds) {
  const Tally& tally = findings.tally;
  return {{"events", tally.events},
          {"posts", tally.posts},
          {"matched", figure(shown_total(tally))},
          {"bad_lines", tally.bad_lines},
          {"seconds", seconds.count()},
          {"languages", rows_json(shown_rows(tally.languages, true))},
          {"topics", rows_json(shown_rows(tally.topics, false))},
          {"sentiment", rows_json(sentiment_rows(tally))},
          {"tone", tone_json(findings)},
          {"countries", rows_json(shown_rows(tally.countries, false))},
          {"by_watch", by_watch_json(findings)},
          {"timeline", timeline_json(tally)},
          {"baseline", baseline_json(tally)},
          {"bursts", bursts_json(findings)},
          {"near_duplicates", copies_json(findings.copies)},
          {"narratives", narratives_json(findings.narratives)},
          {"coordination", coordination_json(findings)}};
}

std::string findings_table(const Findings& findings, std::chrono::duration<double> seconds) {
  const Tally& tally = findings.tally;
  std::string out;
  out += row("events read", tally.events);
  out += row("bad lines", tally.bad_lines);
  out += row("posts", tally.posts);
  out += row(findings.watches.empty() ? "matched (no watch given: every post)" : "matched", shown_total(tally));
  out += fmt::format("{:>16.2f}  seconds\n", seconds.count());
  const auto by_watch = shown_watches(tally, findings.watches.size());
  if (!by_watch.empty()) out += "\nmatched by watch\n";
  for (std::size_t i = 0; i < by_watch.size(); ++i) out += row(findings.watches[i], by_watch[i]);
  out += table("by language", shown_rows(tally.languages, true));
  out += table("by topic", shown_rows(tally.topics, false));
  out += table("by country named", shown_rows(tally.countries, false));
  out += tone_table(findings);
  out += timeline_table(tally);
  out += bursts_table(findings);
  out += stories_table(findings);
  return out;
}

}  // namespace chancery::listen
