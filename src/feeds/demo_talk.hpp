// What invented people say about a ministry that does not exist, week after week: the demo's public talk.
//
// In ten languages, about the Republic of Marendia; demo_story.hpp tells what happens. Countries, people, DIDs, ships
// and hosts are invented; real countries are named in passing alone. The texts are our own (demo_talk/*.tsv). Wherever
// it is shown it is labelled as a sample.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "activity/public_post.hpp"
#include "base/clock.hpp"

namespace chancery::feeds {

// The names by which a watch hears the ministry's country in this talk, in all its languages.
[[nodiscard]] std::span<const std::string_view> demo_terms();

// The same posts for the same hour and seed, on any machine. A week takes some milliseconds.
// Thread safety: one thread.
class DemoTalk {
 public:
  // The story's end, its crisis at its height, is the whole hour before `now`; the first post comes four weeks earlier.
  explicit DemoTalk(Timestamp now, unsigned seed = 1);
  ~DemoTalk();
  DemoTalk(DemoTalk&&) noexcept;
  DemoTalk& operator=(DemoTalk&&) noexcept;

  // The next post, later than the one before by a microsecond at least; for ever. Its views live until the next call.
  [[nodiscard]] std::optional<activity::PublicPost> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::feeds
