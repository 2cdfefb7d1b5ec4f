// Measures every public post of ours when it is 5, 15 and 60 minutes old, and tells when one is under fire. Answers are
// measured, too, but no other is compared with them.
//
// A job for each age is written when the log says that a post left; so a restart in between measures as of the age,
// from rows. An answer or quote of a public actor is told at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "answer/fire.hpp"
#include "answer/fire_rows.hpp"
#include "store/events.hpp"
#include "store/store.hpp"
#include "text/annotator.hpp"
#include "text/country_languages.hpp"

namespace chancery::answer {

// Where a post's words go: the countries it names, and the languages read there. The post's own language is none of
// them where it is read at home.
struct FireTarget {
  std::vector<std::string> countries;      // ISO 3166-1 alpha-2
  std::set<std::string, std::less<>> own;  // languages of the post read at home
};

// Thread safety: one thread at a time.
class FireWatch {
 public:
  static constexpr std::string_view kConsumer = "fire";  // and the kind of its jobs: "answer.fire"
  static constexpr std::chrono::seconds kTick{5};
  static constexpr std::size_t kTexts = 2'000;  // read of one post; those that come later are counted alone

  // Borrows all for its lifetime.
  FireWatch(store::Store& store, const text::Annotator& annotator, const text::CountryLanguages& languages);

  // Writes the jobs of what left, measures what is due, hears officials. Gives how many posts were measured.
  std::size_t tick();
  // The same every five seconds until stopped. For a named thread of cli.
  void run(const std::stop_token& stop);

 private:
  [[nodiscard]] std::optional<FireMark> measure(store::Snapshot& snapshot, activity::NoteId note,
                                                std::chrono::minutes age, trend::FireVerdict& verdict);
  void count_texts(store::Snapshot& snapshot, const activity::Note& note, const FireTarget& target, Timestamp until,
                   trend::FireCounts& counts) const;
  [[nodiscard]] FireTarget target_of(store::Snapshot& snapshot, const activity::Note& note);
  [[nodiscard]] double hour_factor(store::Snapshot& snapshot, Timestamp at) const;
  [[nodiscard]] bool record(const FireMark& mark, const trend::FireVerdict& verdict, bool is_mark,
                            std::optional<std::int64_t> job);
  std::size_t measure_due();
  std::size_t hear_officials();

  store::Store& store_;
  const text::Annotator& annotator_;
  const text::CountryLanguages& languages_;
  store::Consumer departures_;
  text::Annotator::Scratch scratch_;
};

}  // namespace chancery::answer
