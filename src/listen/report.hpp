// The report of `chancery listen`: what was heard in recordings, computed in memory, nothing stored.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "text/language.hpp"
#include "text/matcher.hpp"

namespace chancery::listen {

// A watch as typed on the command line: for now one word or one quoted phrase.
// Gives the term. Fails with Errc::Invalid; the hint says what is allowed, and names an operator that is not yet.
[[nodiscard]] Result<std::string> parse_watch_expression(std::string_view expression);

struct ReportOptions {
  std::vector<std::string> watches;  // expressions; none: every post matches
  std::optional<Timestamp> since;    // posts seen before are left out
  std::optional<Timestamp> until;    // from here on left out
};

// Adds up posts as they come. Authors are kept as hashes, and only until an hour has ten: memory grows with the
// hours, languages and watches, not with the posts.
// Thread safety: one thread at a time.
class Report {
 public:
  // Borrows the identifier for its lifetime. Fails with Errc::Invalid (a watch; `since` not before `until`).
  [[nodiscard]] static Result<Report> start(ReportOptions options, const text::LanguageIdentifier& identifier);

  // One line or frame was read, of whatever kind.
  void count_event() { ++events_; }
  void count_bad_line() { ++bad_lines_; }
  // A new post; updates of earlier ones are not counted again.
  void add(const activity::PublicPost& post);

  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::uint64_t bad_lines() const { return bad_lines_; }
  [[nodiscard]] std::uint64_t posts() const { return posts_; }
  [[nodiscard]] std::uint64_t matched() const { return matched_; }

  // {"events","posts","matched","bad_lines","seconds","languages","topics","sentiment","countries","by_watch",
  // "timeline","baseline","bursts","near_duplicates","coordination"}: the last ones, and topics, sentiment and
  // countries, are null, as this version does not compute them. `matched` of an hour is null under ten authors.
  [[nodiscard]] json::Object to_json(std::chrono::duration<double> seconds) const;
  // The same as a table for people.
  [[nodiscard]] std::string to_table(std::chrono::duration<double> seconds) const;

 private:
  struct Hour {
    std::uint64_t posts = 0;
    std::uint64_t matched = 0;
    std::vector<std::uint64_t> authors;  // hashes of those who matched, at most ten
  };

  Report(ReportOptions options, text::Matcher matcher, const text::LanguageIdentifier& identifier);

  ReportOptions options_;
  text::Matcher matcher_;
  text::Matcher::Scratch scratch_;
  const text::LanguageIdentifier* identifier_;  // borrowed; a pointer so that a Report can be moved
  std::uint64_t events_ = 0;
  std::uint64_t bad_lines_ = 0;
  std::uint64_t posts_ = 0;
  std::uint64_t matched_ = 0;
  std::map<std::string, std::uint64_t> languages_;
  std::vector<std::uint64_t> by_watch_;
  std::map<Timestamp, Hour> hours_;
};

}  // namespace chancery::listen
