#include <algorithm>

#include "base/spaced.hpp"
#include "listen/cells.hpp"
#include "listen/figures.hpp"
#include "listen/heard_rows.hpp"
#include "listen/talk.hpp"
#include "store/sql.hpp"
#include "text/segment.hpp"

namespace chancery::listen {

void Talk::load(store::Snapshot& listen, Timestamp now) {
  text::Segmenter segmenter;
  std::vector<std::pair<HeardPostId, TalkPost>> posts;
  {
    auto query = store::connection(listen).query(
        "SELECT id, post, author, at, language, topics, countries, text FROM heard_post WHERE at >= ? ORDER BY at, id");
    query.bind(window_start(now, kWindows.back()));
    while (query.step()) {
      TalkPost talk;
      Pseudonym author{};
      const auto post = query.blob(1);
      const auto by = query.blob(2);
      if (post.size() != talk.post.size() || by.size() != author.size()) {
        throw store::DamagedError("a pseudonym has the wrong length");
      }
      std::copy(post.begin(), post.end(), talk.post.begin());
      std::copy(by.begin(), by.end(), author.begin());
      talk.author = author_number(author);
      talk.time = query.time(3);
      talk.language = query.text(4);
      talk.topics = from_between_spaces(query.text(5));
      talk.countries = from_between_spaces(query.text(6));
      talk.words = segmenter.search_words(query.text(7));
      posts.emplace_back(query.id<HeardPostId>(0), std::move(talk));
    }
  }
  for (auto& [id, talk] : posts) {
    auto query = store::connection(listen).query("SELECT watch FROM heard_term WHERE heard_post = ?");
    query.bind(id);
    while (query.step()) talk.watches.push_back(query.id<WatchId>(0));
    add(talk);
  }
}

}  // namespace chancery::listen
