#include "desk/routing_rule.hpp"

#include <algorithm>
#include <array>

#include "desk/routing_words.hpp"

namespace chancery::desk {
namespace {

// The message as the rules before left it.
struct Seen {
  const Facts& facts;
  std::span<const std::uint32_t> said;
  Matter matter;
  int urgency;
};

bool same_language(std::string_view said, std::string_view asked) {
  return said == asked || (said.size() > asked.size() && said.starts_with(asked) && said[asked.size()] == '-');
}

bool has_any(const std::vector<std::string>& of, const std::vector<std::string>& wanted) {
  return std::ranges::any_of(of,
                             [&](const std::string& one) { return std::ranges::find(wanted, one) != wanted.end(); });
}

bool is(const RuleTest& test, const Seen& seen) {
  const auto one = [&](std::string_view value) { return std::ranges::find(test.values, value) != test.values.end(); };
  switch (test.field) {
    case RuleField::Language:
      return std::ranges::any_of(test.values, [&](const auto& v) { return same_language(seen.facts.language, v); });
    case RuleField::Account:
      return one(seen.facts.account);
    case RuleField::Mission:
      return one(seen.facts.mission);
    case RuleField::Country:
      return has_any(seen.facts.countries, test.values);
    case RuleField::Topic:
      return has_any(seen.facts.topics, test.values);
    case RuleField::Matter:
      return one(to_string(seen.matter));
    case RuleField::Urgency:
      return one(urgency_word(seen.urgency));
    case RuleField::How:
      return one(seen.facts.how);
    case RuleField::Server:
      return one(seen.facts.server);
  }
  return false;
}

bool fits(const RuleTest& test, const Seen& seen) {
  const auto part = [&](const RuleTest& each) { return fits(each, seen); };
  switch (test.kind) {
    case RuleTest::Kind::And:
      return std::ranges::all_of(test.parts, part);
    case RuleTest::Kind::Or:
      return std::ranges::any_of(test.parts, part);
    case RuleTest::Kind::Not:
      return !part(test.parts.front());
    case RuleTest::Kind::Is:
      return is(test, seen);
    case RuleTest::Kind::Says:
      return std::ranges::any_of(test.phrases,
                                 [&](std::uint32_t n) { return std::ranges::binary_search(seen.said, n); });
    case RuleTest::Kind::PublicActor:
      return seen.facts.public_actor;
    case RuleTest::Kind::NewAccount:
      return seen.facts.new_account;
    case RuleTest::Kind::Private:
      return seen.facts.is_private;
    case RuleTest::Kind::Any:
      return true;
  }
  return false;
}

std::string in_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string value(RuleField field, std::string_view text) {
  if (field == RuleField::Account) return "@" + std::string(text);
  return is_plain_value(text) ? std::string(text) : in_string(text);
}

class Writer {
 public:
  explicit Writer(std::span<const std::string> phrases) : phrases_(phrases) {}

  [[nodiscard]] std::string test(const RuleTest& test) const {
    switch (test.kind) {
      case RuleTest::Kind::And:
        return parts(test, " and ");
      case RuleTest::Kind::Or:
        return parts(test, " or ");
      case RuleTest::Kind::Not:
        return negated(test.parts.front());
      case RuleTest::Kind::Is:
        return std::string(field_word(test.field)) + " is " +
               listed(test.values, [&](const std::string& each) { return value(test.field, each); });
      case RuleTest::Kind::Says:
        return "says " + listed(test.phrases, [&](std::uint32_t n) { return in_string(phrases_[n]); });
      case RuleTest::Kind::PublicActor:
        return "from public actor";
      case RuleTest::Kind::NewAccount:
        return "from a new account";
      case RuleTest::Kind::Private:
        return "private";
      case RuleTest::Kind::Any:
        return "any message";
    }
    return {};
  }

 private:
  template <class Each, class Write>
  static std::string listed(const std::vector<Each>& each, const Write& write) {
    std::string out;
    for (const Each& one : each) out += (out.empty() ? "" : " or ") + write(one);
    return out;
  }
  [[nodiscard]] std::string parts(const RuleTest& whole, std::string_view joint) const {
    std::string out;
    for (const RuleTest& part : whole.parts) {
      if (!out.empty()) out += joint;
      out += part.kind == RuleTest::Kind::Or ? in_parentheses(part) : test(part);
    }
    return out;
  }
  [[nodiscard]] std::string negated(const RuleTest& part) const {
    using enum RuleTest::Kind;
    const bool whole = part.kind == And || part.kind == Or || part.kind == Not;
    return "not " + (whole ? in_parentheses(part) : test(part));
  }
  [[nodiscard]] std::string in_parentheses(const RuleTest& part) const { return "(" + test(part) + ")"; }

  std::span<const std::string> phrases_;
};

std::string acts(const Rule& rule) {
  std::vector<std::string> all;
  if (rule.desk) all.push_back("desk " + in_string(rule.desk_name));
  if (rule.matter) all.push_back("matter " + std::string(to_string(*rule.matter)));
  if (rule.urgency) all.push_back("urgency " + std::string(urgency_word(*rule.urgency)));
  for (const std::string& mark : rule.marks) all.push_back("mark " + in_string(mark));
  if (rule.stop) all.emplace_back("stop");
  std::string out;
  for (const std::string& act : all) out += (out.empty() ? "" : ", ") + act;
  return out;
}

}  // namespace

std::string Rules::canonical() const {
  const Writer writer(phrases_);
  std::string out;
  for (const Rule& rule : rules_) {
    out += (out.empty() ? "" : "\n");
    out += "rule " + in_string(rule.name) + "\n  when " + writer.test(rule.when) + "\n  then " + acts(rule) + "\n";
  }
  return out;
}

Rules::Fitting Rules::fit(const Facts& facts, std::span<const std::uint32_t> said) const {
  Fitting found;
  Seen seen{facts, said, facts.matter, facts.urgency};
  for (std::size_t n = 0; n < rules_.size(); ++n) {
    const Rule& rule = rules_[n];
    if (!fits(rule.when, seen)) continue;
    found.rules.push_back(n);
    if (rule.matter) found.matter = seen.matter = *rule.matter;
    if (rule.urgency) found.urgency = seen.urgency = *rule.urgency;
    for (const std::string& mark : rule.marks) {
      if (std::ranges::find(found.marks, mark) == found.marks.end()) found.marks.push_back(mark);
    }
    found.desk = rule.desk;
    if (rule.desk || rule.stop) break;
  }
  return found;
}

}  // namespace chancery::desk
