// Rules of routing that a person can read: parsed, checked, written back, explained (docs/routing-language.md).
// Pure: what exists comes in through Names; which phrases occur in a message is found by the caller, in one scan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "desk/event.hpp"

namespace chancery::desk {

inline constexpr std::size_t kRulesBytes = 64 * 1024;
inline constexpr std::size_t kMostRules = 500;
inline constexpr std::size_t kRuleDepth = 32;

struct RuleError {
  std::size_t line = 0, column = 0;  // from 1; columns in characters
  std::string message, expected;
  friend bool operator==(const RuleError&, const RuleError&) = default;
};

// What exists, as people write it: "Cairo / Consular", "ambassador_cairo", "Embassy in Cairo", "visa", "EG",
// "official".
struct Names {
  std::map<std::string, DeskId, std::less<>> desks;
  std::set<std::string, std::less<>> accounts, missions, topics, countries, marks;
};

// What is known of a message when it comes.
struct Facts {
  std::string language;  // BCP 47; empty or "und": not known
  std::vector<std::string> topics, countries;
  std::string account, mission;  // whom it speaks to, and whose account that is
  std::string how;               // "reply", "mention", "quote", "direct"
  std::string server;            // where it comes from: "social.example"
  Matter matter = Matter::Dialogue;
  int urgency = 0;
  bool public_actor = false, new_account = false, is_private = false;
  std::int64_t mission_id = 0;
};

enum class RuleField : std::uint8_t { Language, Account, Mission, Country, Topic, Matter, Urgency, How, Server };

struct RuleTest {
  enum class Kind : std::uint8_t { And, Or, Not, Is, Says, PublicActor, NewAccount, Private, Any };
  Kind kind = Kind::Any;
  RuleField field = RuleField::Language;  // Is
  std::vector<std::string> values;        // Is; of Urgency "0" to "3"
  std::vector<std::uint32_t> phrases;     // Says: positions in phrases()
  std::vector<RuleTest> parts;            // And, Or: two or more; Not: one
  friend bool operator==(const RuleTest&, const RuleTest&) = default;
};

struct Rule {
  std::string name;
  RuleTest when;
  std::string desk_name;
  std::optional<DeskId> desk;
  std::optional<Matter> matter;
  std::optional<int> urgency;
  std::vector<std::string> marks;
  bool stop = false;
  friend bool operator==(const Rule&, const Rule&) = default;
};

// Thread safety: immutable once parsed.
class Rules {
 public:
  // All mistakes that were found, at most 20. An empty text has no rules.
  [[nodiscard]] static tl::expected<Rules, std::vector<RuleError>> parse(std::string_view text, const Names& names);
  // The same rules as this language writes them, without remarks: parse(canonical()) is equal.
  [[nodiscard]] std::string canonical() const;
  [[nodiscard]] std::span<const Rule> rules() const { return rules_; }
  // All of `says`, each once, as written; a word that ends in * stands for all that begin so.
  [[nodiscard]] std::span<const std::string> phrases() const { return phrases_; }

  struct Fitting {
    std::optional<DeskId> desk;
    std::optional<Matter> matter;
    std::optional<int> urgency;
    std::vector<std::string> marks;
    std::vector<std::size_t> rules;  // those that fit, by position
    friend bool operator==(const Fitting&, const Fitting&) = default;
  };
  // `said`: positions in phrases() that occur in the message, ascending. From the top, the first that fits and names a
  // desk (or says `stop`) is the last; a rule sees matter and urgency as those before it set them. Linear in the rules.
  [[nodiscard]] Fitting fit(const Facts& facts, std::span<const std::uint32_t> said) const;

  friend bool operator==(const Rules&, const Rules&) = default;

 private:
  friend class RuleParser;
  std::vector<Rule> rules_;
  std::vector<std::string> phrases_;
};

// "normal", "raised", "high", "life": 0 to 3.
[[nodiscard]] std::string_view urgency_word(int urgency);

}  // namespace chancery::desk
