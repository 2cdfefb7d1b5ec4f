#include "listen/watch_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "listen/watch.hpp"
#include "text/fold.hpp"
#include "text/matcher.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

// Two or three capitalised words in quotes look like a person's name.
bool resembles_a_name(std::string_view phrase) {
  int words = 0;
  for (std::size_t at = 0; at < phrase.size();) {
    const auto end = std::min(phrase.find(' ', at), phrase.size());
    if (end > at) {
      if (phrase[at] < 'A' || phrase[at] > 'Z') return false;
      ++words;
    }
    at = end + 1;
  }
  return words == 2 || words == 3;
}

std::set<std::string> folded_names(const std::vector<PublicActor>& actors) {
  std::set<std::string> names;
  for (const auto& actor : actors) {
    for (const auto& name : actor.says.names) names.insert(text::fold_words(name.text));
  }
  return names;
}

struct Piece {
  std::string_view text;
  std::size_t at = 0;
  bool quoted = false;
};

// Words and quoted phrases, as they stand.
std::vector<Piece> pieces_of(std::string_view query, QueryCheck& check) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < query.size();) {
    if (query[at] == ' ' || query[at] == '\n') {
      ++at;
    } else if (query[at] == '"') {
      const auto end = query.find('"', at + 1);
      if (end == std::string_view::npos) {
        check.problems.push_back({text::count_characters(query.substr(0, at)), "the quote is not closed"});
        return pieces;
      }
      pieces.push_back({query.substr(at + 1, end - at - 1), at, true});
      at = end + 1;
    } else {
      const auto end = std::min(query.find_first_of(" \n\"", at), query.size());
      pieces.push_back({query.substr(at, end - at), at, false});
      at = end;
    }
  }
  return pieces;
}

}  // namespace

Status QueryCheck::status() const {
  if (ok()) return {};
  return fail(Errc::Invalid, "query refused",
              fmt::format("query: at character {}: {}", problems.front().position + 1, problems.front().message));
}

QueryCheck check_query(std::string_view query, const std::vector<PublicActor>& actors) {
  QueryCheck check;
  const auto refuse = [&](const Piece& piece, std::string_view why) {
    check.problems.push_back({text::count_characters(query.substr(0, piece.at)), std::string(why)});
  };
  const auto names = folded_names(actors);
  bool expects_term = true;
  const auto pieces = pieces_of(query, check);
  for (const auto& piece : pieces) {
    if (!piece.quoted && piece.text == "OR") {
      if (expects_term) refuse(piece, "a word or a phrase is expected before OR");
      expects_term = true;
      continue;
    }
    if (!expects_term) refuse(piece, "OR is expected between words and phrases");
    expects_term = false;
    if (auto term = check_watch_term(piece.text); !term) refuse(piece, term.error().hint);
    if (piece.quoted && resembles_a_name(piece.text) && !names.contains(text::fold_words(piece.text))) {
      check.held_phrases.emplace_back(piece.text);
    }
    check.terms.emplace_back(piece.text);
  }
  if (expects_term && check.ok()) {
    check.problems.push_back({text::count_characters(query), "a word or a phrase is expected"});
  }
  if (check.ok()) check.canonical = query_of_terms(check.terms);
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
