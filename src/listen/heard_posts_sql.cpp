#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/json.hpp"
#include "listen/figures.hpp"
#include "listen/heard_posts.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

// Of all watches that matched it, each once.
std::vector<std::string> terms_of(store::Snapshot& snapshot, HeardPostId post) {
  std::vector<std::string> terms;
  auto query = store::connection(snapshot).query("SELECT terms FROM heard_term WHERE heard_post = ? ORDER BY watch");
  query.bind(post);
  while (query.step()) {
    const auto list = json::parse(query.text(0));
    if (!list || !list->is_array()) throw store::DamagedError("a post's terms cannot be read");
    for (const auto& term : list->as_array()) {
      if (!term.is_string()) throw store::DamagedError("a post's terms cannot be read");
      std::string text{term.as_string()};
      if (std::find(terms.begin(), terms.end(), text) == terms.end()) terms.push_back(std::move(text));
    }
  }
  return terms;
}

}  // namespace

HeardPosts heard_posts(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window, HeardPostId before,
                       std::size_t limit) {
  HeardPosts out;
  out.withheld = is_withheld(snapshot, now, window);
  if (out.withheld) return out;
  const std::int64_t below = before ? before.value : std::numeric_limits<std::int64_t>::max();
  {
    auto query = store::connection(snapshot).query(
        "SELECT id, at, text, language, network FROM heard_post WHERE id < ? AND at >= ? ORDER BY id DESC LIMIT ?");
    query.bind(below, window_start(now, window), static_cast<std::int64_t>(limit) + 1);
    while (query.step()) {
      HeardPost post;
      post.id = query.id<HeardPostId>(0);
      post.time = query.time(1);
      post.text = query.text(2);
      post.language = query.text(3);
      post.network = parse_network(query.text(4));
      out.posts.push_back(std::move(post));
    }
  }
  if (out.posts.size() > limit) {
    out.posts.pop_back();
    if (!out.posts.empty()) out.next = out.posts.back().id;
  }
  for (HeardPost& post : out.posts) post.terms = terms_of(snapshot, post.id);
  return out;
}

}  // namespace chancery::listen
