#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "desk/near_word.hpp"
#include "desk/routing_rule.hpp"
#include "desk/routing_words.hpp"

namespace chancery::desk {
namespace {

constexpr std::size_t kMostErrors = 20;
constexpr std::size_t kLongestPhrase = 200;
constexpr std::size_t kLongestName = 120;
constexpr std::size_t kMostValues = 100;
constexpr const char* kTestExpected =
    "language, account, mission, country, topic, matter, urgency, how or server with \"is\"; says, from public actor, "
    "from a "
    "new account, private or any message";
constexpr const char* kActExpected = "desk \"…\", matter, urgency, mark \"…\" or stop";

struct Wrong {};  // told already

template <class T>
using Parsed = tl::expected<T, Wrong>;

std::string did_you_mean(std::string_view written, std::span<const std::string_view> known, std::string otherwise) {
  const std::string_view near = nearest_word(written, known);
  return near.empty() ? std::move(otherwise) : fmt::format("did you mean {}?", in_quotes(near));
}

RuleTest join(RuleTest::Kind kind, std::vector<RuleTest> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  RuleTest whole;
  whole.kind = kind;
  for (RuleTest& part : parts) {
    if (part.kind == kind) {
      std::ranges::move(part.parts, std::back_inserter(whole.parts));
    } else {
      whole.parts.push_back(std::move(part));
    }
  }
  return whole;
}

bool is_language(std::string_view text) {
  std::size_t letters = 0;
  while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z') ++letters;
  const bool begun = letters == 2 || letters == 3;
  return begun && (letters == text.size() || text[letters] == '-') && text.size() <= 35 && !text.ends_with('-');
}

}  // namespace

class RuleParser {
 public:
  RuleParser(std::string_view text, const Names& names) : names_(names), tokens_(rule_tokens(text, errors_)) {}

  tl::expected<Rules, std::vector<RuleError>> parse() {
    read(kMostErrors);
    if (rules_.rules_.size() > kMostRules) tell(here(), "these are too many rules", "at most 500 rules");
    if (errors_.empty()) return std::move(rules_);
    std::ranges::stable_sort(errors_, {}, [](const RuleError& e) { return std::pair(e.line, e.column); });
    return tl::unexpected(std::move(errors_));
  }
  Rules parse_what_stands(std::vector<RuleError>& mistakes) {
    read(kMostRules);
    mistakes = std::move(errors_);
    return std::move(rules_);
  }

 private:
  void read(std::size_t most_errors) {
    while (here().kind != RuleToken::Kind::End && errors_.size() < most_errors) {
      const std::size_t began = at_;
      if (auto rule = parse_rule()) {
        rules_.rules_.push_back(std::move(*rule));
      } else {
        recover(began);
      }
    }
  }
  [[nodiscard]] const RuleToken& here() const { return tokens_[at_]; }
  [[nodiscard]] const RuleToken& then() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  const RuleToken& take() {
    const RuleToken& token = tokens_[at_];
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  static bool is_word(const RuleToken& token, std::string_view word) {
    return token.kind == RuleToken::Kind::Word && ascii::lower(token.text) == word;
  }
  bool took(std::string_view word) {
    if (!is_word(here(), word)) return false;
    take();
    return true;
  }
  bool took_comma() {
    if (here().kind != RuleToken::Kind::Comma) return false;
    take();
    return true;
  }
  tl::unexpected<Wrong> tell(const RuleToken& at, std::string message, std::string expected) {
    errors_.push_back({at.line, at.column, std::move(message), std::move(expected)});
    return tl::unexpected(Wrong{});
  }
  tl::unexpected<Wrong> not_here(const char* expected) {
    const RuleToken& at = here();
    if (at.kind == RuleToken::Kind::End) return tell(at, "the rules end here", expected);
    return tell(at, fmt::format("{} does not stand here", in_quotes(at.raw)), expected);
  }
  // To the next rule.
  void recover(std::size_t began) {
    if (at_ == began) take();
    while (here().kind != RuleToken::Kind::End && !(is_word(here(), "rule") && then().kind == RuleToken::Kind::String))
      take();
  }

  Parsed<Rule> parse_rule() {
    if (!took("rule")) {
      constexpr auto kRule = std::to_array<std::string_view>({"rule"});
      if (!nearest_word(here().text, kRule).empty()) return not_here("did you mean rule?");
      return not_here("rule \"its name\"");
    }
    Rule rule;
    const RuleToken& name = here();
    if (name.kind != RuleToken::Kind::String) return not_here("the rule's name in \"quotes\"");
    take();
    if (name.text.empty() || name.text.size() > kLongestName)
      return tell(name, "this name is empty or too long", "1 to 120 bytes");
    for (const Rule& other : rules_.rules_) {
      if (other.name == name.text) return tell(name, "another rule has this name", "a name of its own");
    }
    rule.name = name.text;
    if (!took("when")) return not_here("when");
    auto when = parse_either(0);
    if (!when) return tl::unexpected(Wrong{});
    rule.when = std::move(*when);
    if (!took("then")) return not_here("and, or, or then");
    do {
      if (!parse_act(rule)) return tl::unexpected(Wrong{});
    } while (took_comma());
    if (here().kind != RuleToken::Kind::End && !is_word(here(), "rule")) return not_here("a comma, or the next rule");
    return rule;
  }

  Parsed<RuleTest> parse_either(std::size_t depth) {
    std::vector<RuleTest> parts;
    do {
      auto part = parse_both(depth);
      if (!part) return part;
      parts.push_back(std::move(*part));
    } while (took("or"));
    return join(RuleTest::Kind::Or, std::move(parts));
  }
  Parsed<RuleTest> parse_both(std::size_t depth) {
    std::vector<RuleTest> parts;
    do {
      auto part = parse_negated(depth);
      if (!part) return part;
      parts.push_back(std::move(*part));
    } while (took("and"));
    return join(RuleTest::Kind::And, std::move(parts));
  }
  Parsed<RuleTest> parse_negated(std::size_t depth) {
    if (depth >= kRuleDepth)
      return tell(here(), "this is nested too deeply", "at most 32 parentheses within each other");
    const bool negated = took("not");
    auto inside = here().kind == RuleToken::Kind::Open ? parse_group(depth) : parse_test();
    if (!inside || !negated) return inside;
    RuleTest test;
    test.kind = RuleTest::Kind::Not;
    test.parts.push_back(std::move(*inside));
    return test;
  }
  Parsed<RuleTest> parse_group(std::size_t depth) {
    const RuleToken open = take();
    auto inside = parse_either(depth + 1);
    if (!inside) return inside;
    if (here().kind != RuleToken::Kind::Close) return tell(open, "this parenthesis is never closed", ")");
    take();
    return inside;
  }

  Parsed<RuleTest> parse_test() {
    RuleTest test;
    if (took("private")) {
      test.kind = RuleTest::Kind::Private;
      return test;
    }
    if (took("any")) {
      if (!took("message")) return not_here("any message");
      return test;
    }
    if (took("from")) return parse_from();
    if (took("says")) return parse_says();
    const RuleToken& word = here();
    const auto field = word.kind == RuleToken::Kind::Word ? parse_field_word(word.text) : std::nullopt;
    if (!field) {
      const std::string near(nearest_word(word.text, field_words()));
      if (word.kind != RuleToken::Kind::Word || near.empty()) return not_here(kTestExpected);
      return tell(word, fmt::format("there is no field {}", in_quotes(word.text)),
                  fmt::format("did you mean {}?", near));
    }
    take();
    if (!took("is")) return not_here("is");
    return parse_is(*field);
  }
  Parsed<RuleTest> parse_from() {
    RuleTest test;
    if (took("public")) {
      test.kind = RuleTest::Kind::PublicActor;
      if (!took("actor")) return not_here("from public actor");
      return test;
    }
    test.kind = RuleTest::Kind::NewAccount;
    took("a");
    if (!took("new") || !took("account")) return not_here("from public actor, or from a new account");
    return test;
  }
  Parsed<RuleTest> parse_says() {
    RuleTest test;
    test.kind = RuleTest::Kind::Says;
    for (;;) {
      const RuleToken& phrase = here();
      if (phrase.kind != RuleToken::Kind::String) return not_here("the words in \"quotes\"");
      take();
      if (phrase.text.find_first_not_of(" *") == std::string::npos || phrase.text.size() > kLongestPhrase) {
        return tell(phrase, "these words are empty or too long", "1 to 200 bytes");
      }
      const auto known = std::ranges::find(rules_.phrases_, phrase.text);
      test.phrases.push_back(static_cast<std::uint32_t>(known - rules_.phrases_.begin()));
      if (known == rules_.phrases_.end()) rules_.phrases_.push_back(phrase.text);
      if (!is_word(here(), "or") || then().kind != RuleToken::Kind::String) return test;
      take();
    }
  }
  // What stands after "or": another value, or another test?
  [[nodiscard]] bool value_follows() const {
    const RuleToken& next = then();
    if (next.kind == RuleToken::Kind::String) return true;
    if (next.kind != RuleToken::Kind::Word) return false;
    constexpr auto kBegin = std::to_array<std::string_view>({"says", "from", "private", "any", "not"});
    const std::string word = ascii::lower(next.text);
    if (std::ranges::find(kBegin, word) != kBegin.end()) return false;
    return !is_word(tokens_[std::min(at_ + 2, tokens_.size() - 1)], "is");
  }
  Parsed<RuleTest> parse_is(RuleField field) {
    RuleTest test;
    test.kind = RuleTest::Kind::Is;
    test.field = field;
    for (;;) {
      const RuleToken& value = here();
      if (value.kind != RuleToken::Kind::Word && value.kind != RuleToken::Kind::String) return not_here("a value");
      if (value.kind == RuleToken::Kind::Word && (is_word(value, "then") || is_word(value, "and")))
        return not_here("a value");
      auto known = check_value(field, value);
      if (!known) return tl::unexpected(Wrong{});
      take();
      if (std::ranges::find(test.values, *known) == test.values.end()) test.values.push_back(std::move(*known));
      if (test.values.size() > kMostValues) return tell(value, "these are too many values", "at most 100");
      const bool more = here().kind == RuleToken::Kind::Comma || (is_word(here(), "or") && value_follows());
      if (!more) return test;
      take();
    }
  }

  Parsed<std::string> check_value(RuleField field, const RuleToken& at) {
    std::string text = ascii::lower(at.text);
    switch (field) {
      case RuleField::Language:
        if (is_language(text)) return at.text.find('-') == std::string::npos ? text : at.text;
        return tell(at, fmt::format("{} is no language", in_quotes(at.text)), "a BCP 47 tag such as ar, fr or zh-Hant");
      case RuleField::Account:
        return one_of(at, text.starts_with('@') ? std::string_view(text).substr(1) : text, "account", names_.accounts);
      case RuleField::Mission:
        return one_of(at, text, "mission", names_.missions);
      case RuleField::Country:
        return one_of(at, text, "country", names_.countries);
      case RuleField::Topic:
        return one_of(at, text, "topic", names_.topics);
      case RuleField::Matter:
        if (auto matter = parse_matter(text)) return text;
        return tell(at, fmt::format("there is no matter {}", in_quotes(at.text)),
                    "life, consular, question or dialogue");
      case RuleField::Urgency:
        if (const auto urgency = parse_urgency_word(text)) return std::string(urgency_word(*urgency));
        return tell(at, fmt::format("there is no urgency {}", in_quotes(at.text)), "normal, raised, high or life");
      case RuleField::How:
        if (text == "reply" || text == "mention" || text == "quote" || text == "direct") return text;
        return tell(at, fmt::format("nothing comes as {}", in_quotes(at.text)), "reply, mention, quote or direct");
      case RuleField::Server:
        if (!text.empty() && text.size() <= 253) return text;
        return tell(at, "this is no server", "a name such as social.example");
    }
    return tl::unexpected(Wrong{});
  }
  Parsed<std::string> one_of(const RuleToken& at, std::string_view text, const std::string& what,
                             const std::set<std::string, std::less<>>& known) {
    std::vector<std::string_view> all;
    for (const std::string& each : known) {
      if (ascii::lower(each) == text) return each;
      all.push_back(each);
    }
    return tell(at, fmt::format("there is no {} {}", what, in_quotes(at.text)),
                did_you_mean(text, all, "one that is there"));
  }

  bool parse_act(Rule& rule) {
    const RuleToken& act = here();
    const auto again = [&](bool is_set) { return is_set && (tell(act, "this is said already", kActExpected), true); };
    if (took("stop")) {
      rule.stop = true;
      return true;
    }
    if (took("desk")) return !again(rule.desk.has_value()) && parse_desk(rule);
    if (took("mark")) return parse_mark(rule);
    const bool matter = took("matter");
    if (!matter && !took("urgency")) return (not_here(kActExpected), false);
    if (again(matter ? rule.matter.has_value() : rule.urgency.has_value())) return false;
    const auto word = check_value(matter ? RuleField::Matter : RuleField::Urgency, here());
    if (!word) return false;
    take();
    if (matter) rule.matter = parse_matter(*word).value();
    if (!matter) rule.urgency = parse_urgency_word(*word);
    return true;
  }
  bool parse_desk(Rule& rule) {
    const RuleToken& name = here();
    if (name.kind != RuleToken::Kind::String) return (not_here("the desk's name in \"quotes\""), false);
    take();
    std::vector<std::string_view> all;
    for (const auto& [known, id] : names_.desks) {
      all.push_back(known);
      if (ascii::lower(known) != ascii::lower(name.text)) continue;
      rule.desk = id;
      rule.desk_name = known;
      return true;
    }
    tell(name, fmt::format("there is no desk {}", in_quotes(name.text)),
         did_you_mean(name.text, all, "\"Mission / Desk\", as the desks are named"));
    return false;
  }
  bool parse_mark(Rule& rule) {
    const RuleToken& mark = here();
    if (mark.kind != RuleToken::Kind::String) return (not_here("the mark in \"quotes\""), false);
    auto known = one_of(mark, ascii::lower(mark.text), "mark", names_.marks);
    if (!known) return false;
    take();
    if (std::ranges::find(rule.marks, *known) == rule.marks.end()) rule.marks.push_back(std::move(*known));
    return true;
  }

  const Names& names_;
  std::vector<RuleError> errors_;
  std::vector<RuleToken> tokens_;
  std::size_t at_ = 0;
  Rules rules_;
};

tl::expected<Rules, std::vector<RuleError>> Rules::parse(std::string_view text, const Names& names) {
  if (text.size() > kRulesBytes) {
    return tl::unexpected(std::vector{RuleError{1, 1, "this text is too long", "at most 64 KiB"}});
  }
  return RuleParser(text, names).parse();
}

Rules Rules::parse_what_stands(std::string_view text, const Names& names, std::vector<RuleError>& mistakes) {
  return RuleParser(text.substr(0, kRulesBytes), names).parse_what_stands(mistakes);
}

}  // namespace chancery::desk
