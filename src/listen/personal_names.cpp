#include "listen/personal_names.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "text/name_words.hpp"

namespace chancery::listen {
namespace {

using Kind = QueryNode::Kind;

// Gathers what a query asks for together.
class Groups {
 public:
  // Words asked for together, in the order they stand, and where each stands.
  struct Group {
    std::string phrase;
    std::size_t position = 0;
    std::size_t end = 0;
  };

  void visit(const QueryNode& node) {
    if (node.kind == Kind::Not || node.kind == Kind::Narrow) return;
    if (node.kind == Kind::Term) add({&node}, node.text);
    if (node.kind == Kind::Tag) add({&node}, text::spaced_tag(node.text));
    for (const QueryNode& child : node.children) visit(child);
    if (node.kind == Kind::And || node.kind == Kind::Near) join(node.children);
  }
  [[nodiscard]] std::vector<Group> take() { return std::move(groups_); }
  // More pairs of words than were looked at.
  [[nodiscard]] bool too_many() const { return pairs_ > kMostPairs; }

 private:
  using Words = std::vector<const QueryNode*>;

  // The single words an operand offers, however deep in groups.
  static Words words_of(const QueryNode& operand) {
    if (operand.kind == Kind::Not || operand.kind == Kind::Narrow) return {};
    if (operand.kind == Kind::Term) {
      const bool single = operand.text.find(' ') == std::string::npos || text::unspaced(operand.text);
      return single ? Words{&operand} : Words{};
    }
    Words out;
    for (const QueryNode& child : operand.children) {
      const Words inside = words_of(child);
      out.insert(out.end(), inside.begin(), inside.end());
    }
    return out;
  }

  void join(const std::vector<QueryNode>& operands) {
    Words run;
    for (const QueryNode& operand : operands) {
      if (operand.kind == Kind::Term && operand.text.find(' ') == std::string::npos) {
        run.push_back(&operand);
        continue;
      }
      add_run(run);
      run.clear();
    }
    add_run(run);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      for (std::size_t j = i + 1; j < operands.size(); ++j) pair(words_of(operands[i]), words_of(operands[j]));
    }
  }

  void pair(const Words& left, const Words& right) {
    for (const QueryNode* a : left) {
      for (const QueryNode* b : right) {
        if (++pairs_ > kMostPairs) return;
        add({a, b}, a->text + ' ' + b->text);
      }
    }
  }

  void add_run(const Words& run) {
    if (run.size() < 3) return;
    std::string phrase;
    for (const QueryNode* word : run) phrase += (phrase.empty() ? "" : " ") + word->text;
    add(run, std::move(phrase));
  }

  void add(const Words& words, std::string phrase) {
    const auto& [first, last] = std::minmax_element(
        words.begin(), words.end(), [](const auto* a, const auto* b) { return a->position < b->position; });
    groups_.push_back({std::move(phrase), (*first)->position, (*last)->position + (*last)->length});
  }

  static constexpr std::size_t kMostPairs = 5'000;  // of the whole query: past them it is held whole

  std::vector<Group> groups_;
  std::size_t pairs_ = 0;
};

}  // namespace

namespace {

std::string joined(std::span<const text::NameWord> words) {
  std::string out;
  for (const text::NameWord& word : words) out += (out.empty() ? "" : " ") + word.text;
  return out;
}

// The word behind a public actor's name around `found`, or nothing when there is none.
std::optional<std::size_t> end_of_public_name(std::span<const text::NameWord> words, const text::NameRun& found,
                                              const std::function<bool(std::string_view)>& is_public_actor) {
  constexpr std::size_t kBefore = 2;
  constexpr std::size_t kBehind = 4;
  if (!is_public_actor) return std::nullopt;
  for (std::size_t last = std::min(found.last + kBehind, words.size()); last > found.first; --last) {
    for (std::size_t first = found.first - std::min(found.first, kBefore); first <= found.last && first < last;
         ++first) {
      if (is_public_actor(joined(words.subspan(first, last - first)))) return last;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<HeldName> PersonalNames::held_in(const Query& query,
                                             const std::function<bool(std::string_view)>& is_public_actor) const {
  Groups groups;
  groups.visit(query.root());
  std::vector<HeldName> held;
  if (groups.too_many()) return {{query.canonical(), query.root().position, query.root().length}};
  for (const Groups::Group& group : groups.take()) {
    const bool told = std::any_of(held.begin(), held.end(), [&](const HeldName& each) {
      return each.position <= group.position && group.end <= each.position + each.length;
    });
    if (told) continue;
    const std::vector<text::NameWord> words = text::cut_name_words(group.phrase);
    std::span<const text::NameWord> rest = words;
    while (const auto found = names_.find(group.phrase, rest)) {
      const auto public_end = end_of_public_name(rest, *found, is_public_actor);
      const std::string name = joined(rest.subspan(found->first, found->last + 1 - found->first));
      const bool known = std::any_of(held.begin(), held.end(),
                                     [&](const HeldName& each) { return each.phrase.find(name) != std::string::npos; });
      if (!public_end && !known) held.push_back({name, group.position, group.end - group.position});
      rest = rest.subspan(std::max(public_end.value_or(0), found->last + 1));
    }
  }
  return held;
}

}  // namespace chancery::listen
