#include "listen/query_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <iterator>
#include <utility>

#include "listen/account_names.hpp"
#include "text/fold.hpp"
#include "text/matcher.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr const char* kTermExpected = "a word, a \"phrase in quotes\", a #tag or an @actor";

tl::unexpected<QueryError> refuse(std::size_t position, std::size_t length, std::string message, std::string expected) {
  return tl::unexpected(QueryError{{position, length, std::move(message), std::move(expected)}});
}
tl::unexpected<QueryError> refuse(const QueryToken& at, std::string message, std::string expected) {
  return refuse(at.position, at.length, std::move(message), std::move(expected));
}
tl::unexpected<QueryError> refuse(QueryError error) {
  return tl::unexpected(std::move(error));
}

// As messages show a piece of a query: short, nothing hidden in it.
std::string shown_piece(std::string_view text) {
  const std::string_view cut = text::cut_at_character(text, 40);
  return text::show_bidi_controls(cut) + (cut.size() < text.size() ? "…" : "");
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// One kind of node over several; those of the same kind give up their children to it.
QueryNode join(QueryNode::Kind kind, std::vector<QueryNode> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  QueryNode node;
  node.kind = kind;
  node.position = parts.front().position;
  node.length = parts.back().position + parts.back().length - node.position;
  for (QueryNode& part : parts) {
    if (part.kind == kind) {
      std::move(part.children.begin(), part.children.end(), std::back_inserter(node.children));
    } else {
      node.children.push_back(std::move(part));
    }
  }
  return node;
}

bool may_stand_near(const QueryNode& node) {
  return node.kind == QueryNode::Kind::Term ||
         (node.kind == QueryNode::Kind::Or && std::all_of(node.children.begin(), node.children.end(), may_stand_near));
}

// What to write in place of a field there is none of; `name` in lower case.
std::string field_meant(std::string_view name) {
  using Other = std::pair<std::string_view, std::string_view>;
  constexpr auto kNames = std::to_array<std::string_view>({"lang", "country", "topic", "from", "network", "has", "is"});
  constexpr auto kOthers = std::to_array<Other>({{"language", "lang"},
                                                 {"author", "from"},
                                                 {"source", "network"},
                                                 {"platform", "network"},
                                                 {"subject", "topic"},
                                                 {"theme", "topic"},
                                                 {"about", "country"},
                                                 {"location", "country"},
                                                 {"place", "country"},
                                                 {"contains", "has"},
                                                 {"type", "is"}});
  std::string_view meant = nearest_word(name, kNames);
  for (const auto& [other, ours] : kOthers) {
    const auto known = std::to_array<std::string_view>({other});
    if (!nearest_word(name, known).empty()) meant = ours;
  }
  if (!meant.empty()) return fmt::format("did you mean {}:?", meant);
  return "lang:, country:, topic:, from:, network:, has: or is:; or the text in \"quotes\"";
}

// The words of a phrase with one space between them.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

QueryParser::Parsed QueryParser::parse() {
  if (token().kind == QueryToken::Kind::End) return refuse(0, 0, "the query is empty", kTermExpected);
  auto root = parse_either();
  if (!root) return root;
  if (token().kind == QueryToken::Kind::Close) {
    return refuse(token(), "no parenthesis is open here", "an operator, a term or the end");
  }
  return root;
}

tl::expected<std::optional<QueryParser::Operator>, QueryError> QueryParser::operator_here() const {
  if (token().kind != QueryToken::Kind::Word) return std::nullopt;
  const std::string_view word = token().text;
  if (word == "AND" || word == "&&") return Operator{Operator::Kind::And, 0, false};
  if (word == "OR" || word == "||" || word == "|") return Operator{Operator::Kind::Or, 0, false};
  if (word == "NOT") return Operator{Operator::Kind::Not, 0, false};
  return near_operator(word);
}

// NEAR/5, ONEAR/5, and NEAR/5f, which is ONEAR/5 elsewhere.
tl::expected<std::optional<QueryParser::Operator>, QueryError> QueryParser::near_operator(std::string_view word) const {
  Operator found{Operator::Kind::Near, 0, false};
  std::string_view rest = word;
  if (rest.starts_with("ONEAR")) {
    found.ordered = true;
    rest.remove_prefix(1);
  }
  if (!rest.starts_with("NEAR")) return std::nullopt;
  rest.remove_prefix(4);
  const std::string_view name = found.ordered ? "ONEAR" : "NEAR";
  const auto refuse_distance = [&](std::string_view message) {
    return refuse(token(), std::string{message}, fmt::format("{}/n with n from 1 to {}", name, limits_.distance));
  };
  if (rest.empty()) return refuse_distance(fmt::format("{} needs a distance in words", name));
  if (is_digits(rest)) return refuse_distance(fmt::format("{} needs a slash before its distance", name));
  if (!rest.starts_with('/')) return std::nullopt;  // a word such as NEARBY
  rest.remove_prefix(1);
  if (rest.ends_with('f')) {
    found.ordered = true;
    rest.remove_suffix(1);
  }
  if (!is_digits(rest)) return refuse_distance(fmt::format("{} needs a whole number", name));
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), found.distance);
  if (error != std::errc{} || found.distance < 1 || found.distance > limits_.distance) {
    return refuse_distance("this distance is not allowed");
  }
  return found;
}

QueryParser::Parsed QueryParser::parse_either() {
  std::vector<QueryNode> parts;
  std::vector<std::pair<std::size_t, std::size_t>> joined;  // where AND bound without parentheses
  for (;;) {
    const bool grouped = token().kind == QueryToken::Kind::Open;
    auto part = parse_both();
    if (!part) return part;
    if (part->kind == QueryNode::Kind::And && !grouped) joined.emplace_back(part->position, part->length);
    parts.push_back(std::move(*part));
    const auto next = operator_here();
    if (!next) return refuse(next.error());
    if (!*next || (*next)->kind != Operator::Kind::Or) break;
    advance();
  }
  if (parts.size() > 1 && !joined.empty()) {
    warnings_.push_back({joined.front().first, joined.front().second, "AND (or a space) binds before OR",
                         "parentheses around what belongs together"});
  }
  return join(QueryNode::Kind::Or, std::move(parts));
}

QueryParser::Parsed QueryParser::parse_both() {
  std::vector<QueryNode> parts;
  for (;;) {
    auto part = parse_negated();
    if (!part) return part;
    parts.push_back(std::move(*part));
    const auto next = operator_here();
    if (!next) return refuse(next.error());
    if (*next) {
      if ((*next)->kind == Operator::Kind::Or) break;
      if ((*next)->kind == Operator::Kind::Near) {
        return refuse(token(), "NEAR joins two words, phrases or (groups OR of them) alone",
                      "AND between two NEARs: a NEAR/5 b AND b NEAR/5 c");
      }
      if ((*next)->kind == Operator::Kind::And) advance();  // NOT is read by the next part
    } else if (token().kind == QueryToken::Kind::End || token().kind == QueryToken::Kind::Close) {
      break;
    }
  }
  return join(QueryNode::Kind::And, std::move(parts));
}

QueryParser::Parsed QueryParser::parse_negated() {
  const auto here = operator_here();
  if (!here) return refuse(here.error());
  if (!*here || (*here)->kind != Operator::Kind::Not) return parse_near();
  const QueryToken& word = token();
  if (auto deeper = deepen(word); !deeper) return refuse(deeper.error());
  advance();
  auto inside = parse_negated();
  if (!inside) return inside;
  --depth_;
  QueryNode node;
  node.kind = QueryNode::Kind::Not;
  node.position = word.position;
  node.length = inside->position + inside->length - word.position;
  node.children.push_back(std::move(*inside));
  return node;
}

QueryParser::Parsed QueryParser::parse_near() {
  auto left = parse_primary();
  if (!left) return left;
  const auto here = operator_here();
  if (!here) return refuse(here.error());
  if (!*here || (*here)->kind != Operator::Kind::Near) return left;
  advance();
  auto right = parse_primary();
  if (!right) return right;
  for (const QueryNode* operand : {&*left, &*right}) {
    if (!may_stand_near(*operand)) {
      return refuse(operand->position, operand->length, "NEAR cannot take this",
                    "a word, a \"phrase\", a word* or a (group OR of them)");
    }
  }
  QueryNode node;
  node.kind = QueryNode::Kind::Near;
  node.distance = (*here)->distance;
  node.ordered = (*here)->ordered;
  node.position = left->position;
  node.length = right->position + right->length - left->position;
  node.children.push_back(std::move(*left));
  node.children.push_back(std::move(*right));
  return node;
}

QueryParser::Parsed QueryParser::parse_primary() {
  const QueryToken& here = token();
  switch (here.kind) {
    case QueryToken::Kind::Open:
      return parse_group();
    case QueryToken::Kind::Close:
    case QueryToken::Kind::End:
      return refuse(here, here.kind == QueryToken::Kind::End ? "the query ends here" : "nothing stands before this",
                    kTermExpected);
    case QueryToken::Kind::Quoted: {
      advance();
      const QueryToken& next = token();
      if (next.kind == QueryToken::Kind::Word && next.position == here.end()) {
        if (next.text == "*") {
          return refuse(next, "a wildcard stands at the end of a word", "the * inside the quotes: \"foreign minist*\"");
        }
        if (next.text.starts_with('~')) {
          return refuse(next, "~ is no operator here", "NEAR: foreign NEAR/5 ministry");
        }
        return refuse(next, "a word follows the quote at once", "a space or an operator");
      }
      return make_term(here.text, here);
    }
    case QueryToken::Kind::Word:
      break;
  }
  const auto found = operator_here();
  if (!found) return refuse(found.error());
  if (*found) return refuse(here, fmt::format("{} stands where a term is needed", here.text), kTermExpected);
  return parse_word();
}

QueryParser::Parsed QueryParser::parse_group() {
  const QueryToken& open = token();
  if (auto deeper = deepen(open); !deeper) return refuse(deeper.error());
  advance();
  if (token().kind == QueryToken::Kind::Close) {
    return refuse(open.position, token().end() - open.position, "these parentheses are empty", kTermExpected);
  }
  if (token().kind == QueryToken::Kind::End) {
    return refuse(open, "this parenthesis is never closed", "a term and )");
  }
  auto inside = parse_either();
  if (!inside) return inside;
  if (token().kind != QueryToken::Kind::Close) return refuse(open, "this parenthesis is never closed", ")");
  inside->position = open.position;
  inside->length = token().end() - open.position;
  advance();
  --depth_;
  return inside;
}

tl::expected<std::size_t, QueryError> QueryParser::deepen(const QueryToken& from) {
  if (++depth_ > limits_.nesting) {
    return refuse(from, "this is nested too deeply",
                  fmt::format("at most {} parentheses and NOTs within each other", limits_.nesting));
  }
  return depth_;
}

QueryParser::Parsed QueryParser::parse_word() {
  const QueryToken& word = token();
  const std::string_view text = word.text;
  if (text.starts_with('-') && text.size() > 1) {
    return refuse(word.position, 1, "a minus sign is no operator here",
                  fmt::format("NOT {}", shown_piece(text.substr(1))));
  }
  if (text.starts_with('-') && tokens_[at_ + 1].position == word.end() &&
      tokens_[at_ + 1].kind != QueryToken::Kind::End) {
    return refuse(word.position, 1, "a minus sign is no operator here", "NOT");
  }
  advance();
  const auto colon = text.find(':');
  const bool named = colon != std::string_view::npos && colon > 0 &&
                     std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; });
  if (named) {
    const std::string name = text::fold(text.substr(0, colon));
    const auto field = parse_field_name(name);
    if (field) return parse_field(*field, text.substr(colon + 1), word);
    if (!account_in(text).empty()) return make_term(word.text, word);  // refused there
    return refuse(word.position, text::count_characters(text.substr(0, colon + 1)),
                  fmt::format("there is no field \"{}:\"", shown_piece(text.substr(0, colon))), field_meant(name));
  }
  const QueryToken& next = token();
  if (next.kind == QueryToken::Kind::Quoted && next.position == word.end()) {
    return refuse(next.position, 1, "a quote stands inside a word", "a space or an operator before it");
  }
  if (text.starts_with('#')) return make_tag(text.substr(1), word);
  if (text.starts_with('@')) return make_mention(text.substr(1), word);
  warn_of_lower_case(word);
  return make_term(word.text, word);
}

void QueryParser::warn_of_lower_case(const QueryToken& word) {
  const std::string lower = text::fold(word.text);
  const bool plain = lower == "and" || lower == "or" || lower == "not";
  const bool near = lower.starts_with("near/") || lower.starts_with("onear/");
  if (!plain && !near) return;
  std::string upper = lower;
  for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  warnings_.push_back({word.position, word.length,
                       fmt::format("\"{}\" is searched for as a word", shown_piece(word.text)),
                       fmt::format("{} if the operator is meant", shown_piece(upper))});
}

QueryParser::Parsed QueryParser::counted(QueryNode leaf) {
  if (++leaves_ > limits_.terms) {
    return refuse(leaf.position, leaf.length, "this is one term too many",
                  fmt::format("at most {} terms in a query", limits_.terms));
  }
  return leaf;
}

QueryParser::Parsed QueryParser::make_term(std::string text, const QueryToken& from) {
  QueryNode node;
  node.position = from.position;
  node.length = from.length;
  node.text = squeezed(text);
  if (node.text.ends_with('*')) {
    node.prefix = true;
    node.text.pop_back();
    if (node.text.empty() || node.text.ends_with(' ')) {
      return refuse(from, "a wildcard needs the beginning of a word", "at least two letters before the *");
    }
  }
  if (node.text.find('*') != std::string::npos) {
    return refuse(from, "a wildcard stands at the end of a word, the last of a phrase",
                  "embass* or \"foreign minist*\"");
  }
  if (const std::string account = account_in(node.text); !account.empty()) {
    return refuse(from, fmt::format("\"{}\" names an account, and people are not watched", shown_piece(account)),
                  "@ or from: and a registered public actor");
  }
  if (const auto checked = text::check_term(node.text); !checked) {
    return refuse(from, checked.error().hint, "a word or phrase of two characters or more");
  }
  return counted(std::move(node));
}

QueryParser::Parsed QueryParser::make_tag(std::string_view tag, const QueryToken& from) {
  const auto refuse_tag = [&](std::string_view why) {
    return refuse(from, std::string{why}, "a tag as it stands in posts: #climate");
  };
  if (tag.empty()) return refuse_tag("a # needs a tag");
  const bool plain = std::none_of(tag.begin(), tag.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && c != '_' && std::isalnum(byte) == 0;
  });
  if (!plain) return refuse_tag("a tag is one word of letters, digits and _");
  if (text::count_characters(tag) > text::MatcherLimits{}.characters) return refuse_tag("this tag is too long");
  if (text::count_characters(text::fold_words(tag)) < 4)
    return refuse_tag("this tag is too short: two characters are the least");
  QueryNode node;
  node.kind = QueryNode::Kind::Tag;
  node.text = tag;
  node.position = from.position;
  node.length = from.length;
  return counted(std::move(node));
}

tl::expected<std::vector<std::string>, QueryError> QueryParser::addresses_of(std::string_view name,
                                                                             const QueryToken& from) const {
  auto addresses = vocabulary_.actor ? vocabulary_.actor(name) : std::vector<std::string>{};
  if (addresses.empty()) {
    return refuse(from, fmt::format("\"@{}\" is not in the register of public actors", shown_piece(name)),
                  "a registered public actor: no one else can be named in a watch");
  }
  for (std::string& address : addresses) address = text::fold(address);
  return addresses;
}

QueryParser::Parsed QueryParser::make_mention(std::string_view name, const QueryToken& from) {
  if (name.empty()) return refuse(from, "an @ needs an actor", "a registered public actor: @mfa.example");
  QueryNode node;
  node.kind = QueryNode::Kind::Mention;
  node.text = text::fold(name);
  node.position = from.position;
  node.length = from.length;
  auto addresses = addresses_of(node.text, from);
  if (!addresses) return refuse(addresses.error());
  node.addresses = std::move(*addresses);
  return counted(std::move(node));
}

QueryParser::Parsed QueryParser::parse_field(QueryField field, std::string_view value, const QueryToken& word) {
  QueryToken whole = word;
  std::string given{value};
  const QueryToken& next = token();
  if (given.empty() && next.kind == QueryToken::Kind::Quoted && next.position == word.end()) {
    given = squeezed(next.text);
    whole.length = next.end() - word.position;
    advance();
  }
  QueryNode node;
  node.kind = QueryNode::Kind::Narrow;
  node.field = field;
  node.position = whole.position;
  node.length = whole.length;
  if (field == QueryField::From) {
    std::string_view name = given;
    if (name.starts_with('@')) name.remove_prefix(1);
    if (name.empty()) return refuse(whole, "from: needs an account", "a registered public actor: from:@mfa.example");
    node.text = text::fold(name);
    auto addresses = addresses_of(node.text, whole);
    if (!addresses) return refuse(addresses.error());
    node.addresses = std::move(*addresses);
    return counted(std::move(node));
  }
  auto checked = check_value(field, given, vocabulary_);
  if (!checked) {
    const std::size_t name_length = to_string(field).size() + 1;
    QueryRemark remark = std::move(checked.error());
    const bool has_value = whole.length > name_length;
    return refuse(has_value ? whole.position + name_length : whole.position,
                  has_value ? whole.length - name_length : whole.length, std::move(remark.message),
                  std::move(remark.expected));
  }
  node.text = std::move(*checked);
  return counted(std::move(node));
}

}  // namespace chancery::listen
