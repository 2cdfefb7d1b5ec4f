// What is being said among the posts that matched: narratives, texts copied by many, things shared within seconds.
//
// Kept in memory for the longest window and built anew from the posts kept when the server starts; it holds numbers
// and words, never who said what. Everything it gives stands for ten people at least, and is told in steps (kStep).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "listen/annotation.hpp"
#include "listen/pseudonym.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"
#include "trend/coordination.hpp"
#include "trend/narratives.hpp"
#include "trend/onset.hpp"

namespace chancery::listen {

// One matched post as this needs it.
struct TalkPost {
  Pseudonym post{};
  std::uint64_t author = 0;  // author_number
  Timestamp time;
  std::string language;
  std::string words;  // cut and folded, one space between them
  std::vector<std::string> topics;
  std::vector<std::string> countries;
  std::vector<std::string> tags;
  std::vector<std::uint64_t> links;  // hashes of the addresses
  std::vector<WatchId> watches;
};
[[nodiscard]] TalkPost talk_post(const Pseudonym& post, std::uint64_t author, const activity::PublicPost& heard,
                                 const Annotation& annotation, std::string words);

// Narratives of posts, named without the words that hold sentences together.
[[nodiscard]] trend::Narratives narratives_of_posts();
// The narrative a post goes to: its words, and what several languages have in common as links.
std::uint64_t tell(trend::Narratives& narratives, const TalkPost& post);

struct Narrative {
  std::uint64_t id = 0;
  std::vector<std::string> words;  // most telling first
  Timestamp first_seen;
  Timestamp last_seen;
  std::int64_t posts = 0;
  std::int64_t authors = 0;
  // Posts of the last six hours against the six before; nothing: none before, or of fewer than ten people.
  std::optional<double> growth;
  std::optional<double> rise;  // the same of however few, in all watches: to judge by, never to be told
  std::int64_t onset = 0;      // most people within an hour of its first six: to judge by, to be told in steps
  std::vector<std::pair<std::string, std::optional<std::int64_t>>> languages;  // posts; nothing: under ten people
  Pseudonym example{};                                                         // the first
};

struct CopiedText {
  std::uint64_t id = 0;
  std::int64_t posts = 0;
  std::int64_t authors = 0;
  Timestamp first_seen;
  Timestamp last_seen;
  double min_similarity = 1;  // Jaccard, of the least alike two that were joined
  std::vector<std::string> languages;
  Pseudonym example{};  // the first
};

// Shares within kShareWindow of each other, of kMinShared things at least.
inline constexpr std::chrono::seconds kShareWindow{60};
inline constexpr std::uint32_t kMinShared = 2;

// Thread safety: any thread.
class Talk {
 public:
  Talk();
  ~Talk();

  // Adds the posts of the longest window that are kept; who shared what is not, and begins anew. Some seconds for a
  // hundred thousand posts.
  void load(store::Snapshot& listen, Timestamp now);
  // A post known already changes nothing.
  void add(const TalkPost& post);
  void forget(const Pseudonym& post);
  void forget_all();
  // All that she said and shared under this key's pseudonym.
  void forget_author(const Pseudonym& author);
  void share(std::uint64_t object, std::uint64_t account, Timestamp time);

  // Seen within the window, largest first; of one watch, or of all (0).
  [[nodiscard]] std::vector<Narrative> narratives(Timestamp now, std::chrono::hours window, WatchId watch) const;
  // How many people a new story usually gathers within an hour: what the stories did that are older than that.
  [[nodiscard]] trend::Expected usual_onset(Timestamp now) const;
  [[nodiscard]] std::vector<CopiedText> copied_texts(Timestamp now, std::chrono::hours window, WatchId watch) const;
  [[nodiscard]] trend::Coordination coordination(Timestamp now, std::chrono::hours window) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::listen
