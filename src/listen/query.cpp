#include "listen/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/ascii.hpp"
#include "listen/query_parser.hpp"
#include "listen/query_tokens.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kSpecial = " \t\n\r\"():*#@|&~";

// Whether a word read bare comes back as the same term.
bool is_bare(std::string_view text) {
  if (text.find_first_of(kSpecial) != std::string_view::npos || text.starts_with('-')) return false;
  const auto lower = ascii::lower(text);
  return lower != "and" && lower != "or" && lower != "not" && !lower.starts_with("near") && !lower.starts_with("onear");
}

int binding(QueryNode::Kind kind) {
  switch (kind) {
    case QueryNode::Kind::Or:
      return 0;
    case QueryNode::Kind::And:
      return 1;
    case QueryNode::Kind::Not:
      return 2;
    case QueryNode::Kind::Near:
      return 3;
    default:
      return 4;
  }
}

// `least`: what binds less is put in parentheses.
void write(const QueryNode& node, int least, std::string& out) {
  const int mine = binding(node.kind);
  const bool parentheses = mine < least;
  if (parentheses) out += '(';
  switch (node.kind) {
    case QueryNode::Kind::And:
    case QueryNode::Kind::Or:
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0) out += node.kind == QueryNode::Kind::And ? " AND " : " OR ";
        // AND within OR is put in parentheses, so that nobody has to know which binds first.
        write(node.children[i], node.kind == QueryNode::Kind::Or ? 2 : mine + 1, out);
      }
      break;
    case QueryNode::Kind::Not:
      out += "NOT ";
      write(node.children.front(), mine, out);
      break;
    case QueryNode::Kind::Near:
      write(node.children.front(), mine + 1, out);
      out += fmt::format(" {}/{} ", node.ordered ? "ONEAR" : "NEAR", node.distance);
      write(node.children.back(), mine + 1, out);
      break;
    case QueryNode::Kind::Term: {
      const bool bare = is_bare(node.text);
      out += fmt::format("{}{}{}{}", bare ? "" : "\"", node.text, node.prefix ? "*" : "", bare ? "" : "\"");
      break;
    }
    case QueryNode::Kind::Tag:
      out += '#' + node.text;
      break;
    case QueryNode::Kind::Mention:
      out += '@' + node.text;
      break;
    case QueryNode::Kind::Narrow:
      out += fmt::format("{}:{}{}", to_string(node.field), node.field == QueryField::From ? "@" : "", node.text);
      break;
  }
  if (parentheses) out += ')';
}

// The first part that can hold without any positive text term; none when every way to match needs one.
const QueryNode* without_positive(const QueryNode& node) {
  switch (node.kind) {
    case QueryNode::Kind::Term:
    case QueryNode::Kind::Tag:
    case QueryNode::Kind::Mention:
    case QueryNode::Kind::Near:
      return nullptr;
    case QueryNode::Kind::Not:
    case QueryNode::Kind::Narrow:
      return &node;
    case QueryNode::Kind::And: {
      const bool found = std::any_of(node.children.begin(), node.children.end(),
                                     [](const QueryNode& child) { return without_positive(child) == nullptr; });
      return found ? nullptr : &node;
    }
    case QueryNode::Kind::Or:
      for (const QueryNode& child : node.children) {
        if (const QueryNode* found = without_positive(child)) return found;
      }
      return nullptr;
  }
  return &node;
}

void collect_positive(const QueryNode& node, std::vector<const QueryNode*>& out) {
  if (node.kind == QueryNode::Kind::Not) return;
  if (node.kind == QueryNode::Kind::Term || node.kind == QueryNode::Kind::Tag ||
      node.kind == QueryNode::Kind::Mention) {
    out.push_back(&node);
  }
  for (const QueryNode& child : node.children) collect_positive(child, out);
}

}  // namespace

bool operator==(const QueryNode& a, const QueryNode& b) {
  return std::tie(a.kind, a.text, a.prefix, a.field, a.distance, a.ordered, a.addresses, a.children) ==
         std::tie(b.kind, b.text, b.prefix, b.field, b.distance, b.ordered, b.addresses, b.children);
}

Error to_error(const QueryError& error) {
  std::string hint = fmt::format("character {}: {}: {}{}", error.position + 1, error.message,
                                 error.expected.starts_with("did you mean") ? "" : "expected ", error.expected);
  return {Errc::Invalid, "query refused: " + hint, hint};
}

Query::Query(QueryNode root, std::vector<QueryRemark> warnings)
    : root_(std::move(root)), warnings_(std::move(warnings)) {}

tl::expected<Query, QueryError> Query::parse(std::string_view text, const QueryVocabulary& vocabulary,
                                             const QueryLimits& limits) {
  const std::size_t characters = text::count_characters(text);
  if (characters > limits.characters) {
    return tl::unexpected(QueryError{{limits.characters, characters - limits.characters, "the query is too long",
                                      fmt::format("at most {} characters", limits.characters)}});
  }
  const auto tokens = cut_query(text);
  if (!tokens) return tl::unexpected(tokens.error());
  QueryParser parser(*tokens, vocabulary, limits);
  auto root = parser.parse();
  if (!root) return tl::unexpected(std::move(root.error()));
  if (const QueryNode* bare = without_positive(*root)) {
    return tl::unexpected(
        QueryError{{bare->position, bare->length,
                    bare->kind == QueryNode::Kind::Not ? "NOT takes away from a match and cannot stand alone"
                                                       : "this narrows a match and cannot stand alone",
                    "a word, a \"phrase\", a #tag or an @actor beside it"}});
  }
  return Query{std::move(*root), parser.take_warnings()};
}

std::string Query::canonical() const {
  return to_text(root_);
}

std::vector<const QueryNode*> Query::positive_terms() const {
  std::vector<const QueryNode*> out;
  collect_positive(root_, out);
  return out;
}

std::string to_text(const QueryNode& node) {
  std::string out;
  write(node, 0, out);
  return out;
}

}  // namespace chancery::listen
