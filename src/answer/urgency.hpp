// How urgent a message is, from its words and topics, in the languages of src/answer/urgency_lists: a threat to life, a
// detention, a consular emergency, a disaster; and the words of a quarrel between states, which make nothing urgent but
// are counted where a post of ours comes under fire.
//
// A first guess that people and rules of routing override: it errs on the side of looking sooner.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "desk/event.hpp"
#include "text/matcher.hpp"

namespace chancery::answer {

enum class UrgencyClass : std::uint8_t { Life, Detention, Emergency, Disaster, Crisis };
[[nodiscard]] constexpr std::int64_t bit(UrgencyClass what) {
  return std::int64_t{1} << static_cast<int>(what);
}
[[nodiscard]] std::string_view to_string(UrgencyClass what);  // "life"

// Thread safety: immutable; any thread may ask, each with its own Scratch.
class Urgency {
 public:
  using Scratch = text::Matcher::Scratch;

  // Compiles the lists, which are part of the program: some 20 ms.
  Urgency();

  // Which classes of words it has, as bits. Plain text. Linear in it.
  [[nodiscard]] std::int64_t classes(std::string_view plain, Scratch& scratch) const;

 private:
  std::vector<UrgencyClass> class_of_;  // by pattern
  text::Matcher matcher_;
};

// What the words and topics of a message make of it.
struct UrgencyFound {
  desk::Matter matter = desk::Matter::Dialogue;
  int urgency = 0;  // 0 to 3
};
// `classes` as Urgency gives them; `consular`: whether the topic of that name was told; `plain`: its words.
[[nodiscard]] UrgencyFound judge(std::int64_t classes, bool consular, std::string_view plain);

}  // namespace chancery::answer
