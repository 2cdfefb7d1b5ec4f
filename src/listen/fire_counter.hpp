// Counts who answers, shares and quotes a post of a watched public actor within its first hour.
//
// Only people are counted, in sketches; a text is read for its language and its words of a quarrel, compared with the
// others (trend/near_duplicates.hpp: its shingles stay in memory for the hour, and nowhere else), and forgotten. The
// posts of the last hour are held in memory by the keyed hashes of their addresses. After a restart texts are compared
// with later ones alone. Private to listen.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "listen/annotation.hpp"
#include "listen/fire_rows.hpp"
#include "listen/pseudonym.hpp"
#include "listen/watched_actors.hpp"
#include "store/store.hpp"
#include "text/country_languages.hpp"
#include "trend/near_duplicates.hpp"

namespace chancery::listen {

// Whether a text has a word of a quarrel between states.
using CrisisWords = std::function<bool(std::string_view text)>;

// Thread safety: one thread at a time.
class FireCounter {
 public:
  static constexpr std::size_t kMostPosts = 20'000;  // in an hour; those beyond are not counted
  static constexpr std::size_t kMostTexts = 2'000;   // of one post, compared with each other
  static constexpr std::size_t kMostCompared = 200;  // posts whose texts are

  // Borrows the annotator for its lifetime. `crisis_words`: none: never.
  FireCounter(const PostAnnotator& annotator, CrisisWords crisis_words);

  // Goes on with what was stored within the last hour.
  void load(store::Snapshot& listen, Timestamp now);
  // A post of a watched actor, or a reaction to one; of anything else nothing. Updates count for nothing.
  void hear(const activity::PublicPost& post, const WatchedActors& watched, const Pseudonymiser& names, Timestamp now,
            FireSums& out);
  // What a watched actor took down, or all of hers.
  void remove(const activity::Removal& removal, const WatchedActors& watched, const Pseudonymiser& names,
              FireSums& out);

 private:
  void begin(const activity::PublicPost& post, const WatchedActor& by, const Pseudonymiser& names, Timestamp now,
             FireSums& out);
  // Adds who said nearly the same as two others, as of this text.
  void compare(const FirePost& on, const activity::PublicPost& post, std::uint64_t author, FireSums& out);
  [[nodiscard]] const FirePost* burning(std::string_view address, const activity::PublicPost& reaction,
                                        const WatchedActors& watched, const Pseudonymiser& names) const;
  void forget_before(Timestamp time);

  const PostAnnotator& annotator_;
  const CrisisWords crisis_words_;
  const text::CountryLanguages languages_;
  PostAnnotator::Scratch scratch_;
  std::map<Pseudonym, FirePost> posts_;
  std::multimap<Timestamp, Pseudonym> by_time_;
  std::map<Pseudonym, trend::NearDuplicates> texts_;  // said to them
  std::uint64_t compared_ = 0;
  bool full_told_ = false;
};

}  // namespace chancery::listen
