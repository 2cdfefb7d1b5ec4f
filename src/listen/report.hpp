// The report of `chancery listen`: what was heard in recordings or on a live stream, computed in memory, nothing
// stored.
//
// The rules of listening hold here too: no figure of fewer than ten people, no account and no private person's name
// as a watch. What stays visible is what the reader of a recording counts by herself, lines and posts, and the counts
// of coordination.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "listen/annotation.hpp"
#include "listen/heard_posts.hpp"

namespace chancery::listen {

struct ReportOptions {
  std::vector<std::string> watches;    // in the watch language; none: every post matches
  std::vector<std::string> countries;  // alpha-2: only posts that name one of them; none: wherever
  std::optional<Timestamp> since;      // posts seen before are left out
  std::optional<Timestamp> until;      // from here on left out
  std::chrono::seconds share_window{60};
  std::uint32_t min_shared = 2;
};

// Adds up posts as they come. Memory grows with hours, values and watches, and by some hundred bytes with each of the
// last million matched posts.
// Thread safety: one thread at a time.
class Report {
 public:
  // Borrows the annotator for its lifetime. Fails with Errc::Invalid: a watch, whose hint says where and what was
  // expected; a country; `since` not before `until`; a window or number that is not positive.
  [[nodiscard]] static Result<Report> start(ReportOptions options, const PostAnnotator& annotator);
  Report(Report&&) noexcept;
  Report& operator=(Report&&) noexcept;
  ~Report();

  // One line or frame was read, of whatever kind.
  void count_event();
  void count_bad_line();
  void count_events(std::uint64_t events, std::uint64_t bad_lines);
  // A new post. An update of an earlier one is not counted again, but the text it replaces is no example any more. A
  // share without words counts as no post, but for coordination.
  void add(const activity::PublicPost& post, Network network = Network::File);
  // A post, or everything of an author, was taken down: its text is no example any more. What was counted stays.
  void remove(const activity::Removal& removal);

  [[nodiscard]] std::uint64_t events() const;
  [[nodiscard]] std::uint64_t bad_lines() const;
  [[nodiscard]] std::uint64_t posts() const;

  // {"events","posts","matched","bad_lines","seconds","languages","topics","sentiment","countries","by_watch",
  // "timeline","baseline","bursts","near_duplicates","coordination","narratives","tone"}. Figures of under ten people,
  // and others from which one of those could be computed, are null; texts copied by fewer are left out, and so are
  // bursts of a watch without a figure.
  [[nodiscard]] json::Object to_json(std::chrono::duration<double> seconds) const;
  // The same as tables for people.
  [[nodiscard]] std::string to_table(std::chrono::duration<double> seconds) const;

 private:
  struct Impl;
  explicit Report(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::listen
