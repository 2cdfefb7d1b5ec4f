#include "listen/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "listen/figures.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kTooFew = "under 10 people";

std::string row(std::string_view name, std::uint64_t n) {
  return fmt::format("{:>12}  {}\n", n, name);
}

// By size, then by name.
std::vector<std::pair<std::string, std::uint64_t>> ranked(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<std::pair<std::string, std::uint64_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return rows;
}

}  // namespace

Report::Report(ReportOptions options, text::Matcher matcher, const text::LanguageIdentifier& identifier)
    : options_(std::move(options)),
      matcher_(std::move(matcher)),
      identifier_(&identifier),
      by_watch_(options_.watches.size()) {}

Result<Report> Report::start(ReportOptions options, const text::LanguageIdentifier& identifier) {
  if (options.since && options.until && *options.since >= *options.until) {
    return fail(Errc::Invalid, "empty period", "--since must be before --until");
  }
  std::vector<std::string> terms;
  for (const std::string& expression : options.watches) {
    auto term = parse_watch_expression(expression);
    if (!term) return fail(term.error());
    terms.push_back(std::move(*term));
  }
  auto matcher = text::Matcher::compile(terms);
  if (!matcher) return fail(matcher.error());
  return Report{std::move(options), std::move(*matcher), identifier};
}

void Report::add(const activity::PublicPost& post) {
  if (post.text.empty() && !post.repost_of.empty()) return;  // a share without words
  if (post.update || (options_.since && post.time < *options_.since) ||
      (options_.until && post.time >= *options_.until)) {
    return;
  }
  ++posts_;
  Hour& hour = hours_[start_of_hour(post.time)];
  ++hour.posts;
  if (!options_.watches.empty()) {
    const auto terms = matcher_.match(post.text, scratch_);
    if (terms.empty()) return;
    for (const std::uint32_t term : terms) ++by_watch_[term];
  }
  ++matched_;
  ++hour.matched;
  ++languages_[identifier_->identify(post.text).tag];
  const std::uint64_t author = std::hash<std::string_view>{}(post.author);
  if (hour.authors.size() < kMinAuthors &&
      std::find(hour.authors.begin(), hour.authors.end(), author) == hour.authors.end()) {
    hour.authors.push_back(author);
  }
}

json::Object Report::to_json(std::chrono::duration<double> seconds) const {
  json::Object languages;
  for (const auto& [tag, n] : languages_) languages[tag] = n;
  json::Object by_watch;
  for (std::size_t i = 0; i < options_.watches.size(); ++i) by_watch[options_.watches[i]] = by_watch_[i];
  json::Array timeline;
  for (const auto& [from, hour] : hours_) {
    const bool shown = hour.authors.size() >= kMinAuthors;
    timeline.push_back(json::Object{{"from", to_rfc3339(from)},
                                    {"n", hour.posts},
                                    {"matched", shown ? json::Value(hour.matched) : json::Value(nullptr)}});
  }
  return {{"events", events_},
          {"posts", posts_},
          {"matched", matched_},
          {"bad_lines", bad_lines_},
          {"seconds", seconds.count()},
          {"languages", std::move(languages)},
          {"topics", nullptr},
          {"sentiment", nullptr},
          {"countries", nullptr},
          {"by_watch", std::move(by_watch)},
          {"timeline", std::move(timeline)},
          {"baseline", nullptr},
          {"bursts", nullptr},
          {"near_duplicates", nullptr},
          {"coordination", nullptr}};
}

std::string Report::to_table(std::chrono::duration<double> seconds) const {
  std::string out;
  out += row("events read", events_);
  out += row("bad lines", bad_lines_);
  out += row("posts", posts_);
  out += row(options_.watches.empty() ? "matched (no watch given: every post)" : "matched", matched_);
  out += fmt::format("{:>12.2f}  seconds\n", seconds.count());
  if (!options_.watches.empty()) {
    out += "\nmatched by watch\n";
    for (std::size_t i = 0; i < options_.watches.size(); ++i) out += row(options_.watches[i], by_watch_[i]);
  }
  if (!languages_.empty()) {
    out += "\nmatched by language\n";
    for (const auto& [tag, n] : ranked(languages_)) out += row(tag, n);
  }
  if (!hours_.empty()) {
    out += "\nby hour (UTC)           posts       matched\n";
    for (const auto& [from, hour] : hours_) {
      const std::string matched =
          hour.authors.size() >= kMinAuthors ? std::to_string(hour.matched) : std::string{kTooFew};
      out += fmt::format("{:<18} {:>10} {:>17}\n", to_rfc3339(from).substr(0, 16), hour.posts, matched);
    }
  }
  return out;
}

}  // namespace chancery::listen
