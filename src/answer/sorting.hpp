// Which desk gets a message. What decides is made elsewhere; the intake asks, in the transaction in which it arrives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// What is known of a message when it comes.
struct SortFacts {
  std::string language;  // BCP 47; "und": unknown
  std::vector<std::string> topics;
  std::vector<std::string> countries;
  activity::AccountId account;
  std::string host;  // of who wrote it
  How how = How::Mention;
  desk::Matter matter = desk::Matter::Dialogue;
  int urgency = 0;
  bool public_actor = false;
  bool new_account = false;  // made within the last week, as its server says
  bool is_private = false;
  std::string_view plain;
  Timestamp now;
};

struct Sorted {
  DeskId desk;
  desk::Matter matter = desk::Matter::Dialogue;
  int urgency = 0;
  std::vector<Flag> marks;
  std::string why;  // codes between spaces, for people: "rule language load"
};

class Sorter {
 public:
  Sorter() = default;
  Sorter(const Sorter&) = delete;
  Sorter& operator=(const Sorter&) = delete;
  virtual ~Sorter() = default;

  // On the writer's thread. Fails with Errc::Unavailable where there is no desk at all.
  [[nodiscard]] virtual Result<Sorted> sort(store::Transaction& tx, const SortFacts& facts) = 0;
};

// Everything to the front desk, as urgent as its words make it.
class FrontDesk final : public Sorter {
 public:
  [[nodiscard]] Result<Sorted> sort(store::Transaction& tx, const SortFacts& facts) override;
};

}  // namespace chancery::answer
