#include "listen/watch_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "listen/query_address.hpp"
#include "listen/watch.hpp"
#include "text/fold.hpp"

namespace chancery::listen {
namespace {

// The query's words and phrases, when it is no more than those joined by OR.
std::vector<std::string> plain_terms(const QueryNode& root) {
  const auto plain = [](const QueryNode& node) { return node.kind == QueryNode::Kind::Term && !node.prefix; };
  if (plain(root)) return {root.text};
  if (root.kind != QueryNode::Kind::Or || !std::ranges::all_of(root.children, plain)) return {};
  std::vector<std::string> terms;
  for (const auto& child : root.children) terms.push_back(child.text);
  return terms;
}

}  // namespace

Status QueryCheck::status() const {
  if (ok()) return {};
  const auto& problem = problems.front();
  return fail(
      Errc::Invalid, "query refused",
      fmt::format("query: character {}: {}; expected: {}", problem.position + 1, problem.message, problem.expected));
}

QueryVocabulary with_actors(QueryVocabulary vocabulary, const std::vector<PublicActor>& actors) {
  // Shared by the copies of the function.
  auto known = std::make_shared<std::map<std::string, std::vector<std::string>, std::less<>>>();
  for (const auto& actor : actors) {
    std::vector<std::string> addresses;
    for (const auto& address : actor.says.addresses) addresses.push_back(in_queries(address));
    for (const auto& address : addresses) known->emplace(address, addresses);
  }
  vocabulary.actor = [known = std::move(known)](std::string_view name) -> std::vector<std::string> {
    const auto found = known->find(in_queries(name));
    return found == known->end() ? std::vector<std::string>{} : found->second;
  };
  return vocabulary;
}

QueryChecker::QueryChecker(std::span<const OwnTopic> own) : vocabulary_(QueryVocabulary::standard(own)) {}

QueryCheck QueryChecker::check(std::string_view query, const std::vector<PublicActor>& actors) const {
  QueryCheck check;
  const auto parsed = Query::parse(query, with_actors(vocabulary_, actors));
  if (!parsed) {
    check.problems.push_back(parsed.error());
    return check;
  }
  check.canonical = parsed->canonical();
  check.terms = plain_terms(parsed->root());
  check.warnings = parsed->warnings();
  std::set<std::string> names;
  for (const auto& actor : actors) {
    for (const auto& name : actor.says.names) names.insert(text::fold_words(name.text));
  }
  const auto is_public = [&](std::string_view phrase) { return names.contains(text::fold_words(phrase)); };
  for (auto& held : names_.held_in(*parsed, is_public)) {
    if (std::ranges::find(check.held_phrases, held.phrase) == check.held_phrases.end()) {
      check.held_phrases.push_back(std::move(held.phrase));
    }
  }
  return check;
}

std::string query_of_terms(const std::vector<std::string>& terms) {
  std::string query;
  for (const auto& term : terms) {
    if (!query.empty()) query += " OR ";
    query += '"';
    std::ranges::remove_copy(term, std::back_inserter(query), '"');
    query += '"';
  }
  return query;
}

}  // namespace chancery::listen
