// The last posts of the stream, in memory alone and for an hour at most: what somebody writing a watch tries it on.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/annotation.hpp"
#include "listen/heard_posts.hpp"
#include "listen/opt_outs.hpp"
#include "listen/query.hpp"

namespace chancery::listen {

struct Preview {
  struct Example {
    std::string text;
    std::string language;
    Timestamp time;
  };
  std::chrono::minutes span{0};  // how far back the posts reach
  std::size_t posts = 0;         // looked at
  // In steps of ten, so that two queries that differ by a word give no figure of a few. Nothing: fewer than ten people
  // or nobody, which are not told apart.
  std::optional<std::int64_t> matched;
  std::vector<Example> examples;  // the newest, at most five; none while `matched` is withheld
};

// Thread safety: any thread.
class RecentPosts {
 public:
  static constexpr std::size_t kPosts = 8192;  // a few megabytes; some minutes of the whole public stream

  RecentPosts();
  ~RecentPosts();

  // The oldest are overwritten. Allocates little: texts are kept in the memory of those they replace.
  void add(std::span<const activity::PublicPost> posts, Network network, const OptOuts& opt_outs);
  // What was deleted on its network goes here too; an update takes the place of what it updates.
  void remove(std::span<const activity::Removal> removals);
  void forget_author(std::string_view author);
  void forget_all();
  // Fails as QuerySet::compile does. Some tens of milliseconds.
  [[nodiscard]] Result<Preview> preview(const Query& query, const PostAnnotator& annotator, Timestamp now) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::listen
