// What invented people ask the demo's ministry. Nobody here lives; every name and word is made up for it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace chancery::cli {

// What became of one by the time the visitor comes.
enum class Fate {
  Waits,      // in the queue of its desk
  Yours,      // the visitor's
  Theirs,     // the officer's
  ToApprove,  // answered by the editor, and waits for the visitor
  Answered,
  Referred,
  Noted,
  NoReply,
};

struct DemoQuestion {
  std::string_view name;
  std::string_view handle;
  std::string_view language;
  std::string_view text;
  int minutes_ago = 0;
  Fate fate = Fate::Waits;
  bool direct = false;           // to us alone
  std::string_view answer = {};  // of ToApprove and Answered; of the others why
};

[[nodiscard]] std::span<const DemoQuestion> demo_questions();
// The same question in the words of many, within an hour.
[[nodiscard]] std::span<const std::string_view> demo_flood();
inline constexpr int kFloodVoices = 22;

}  // namespace chancery::cli
