#include "desk/view_query.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/ascii.hpp"
#include "desk/characters.hpp"
#include "desk/near_word.hpp"
#include "desk/routing_words.hpp"

namespace chancery::desk {
namespace {

using namespace std::string_view_literals;

constexpr auto kViewFields = std::to_array<std::string_view>(
    {"place", "desk", "language", "matter", "urgency", "topic", "country", "has", "is", "from", "account", "private"});
constexpr auto kLists = std::to_array<std::string_view>({"queue", "mine", "held", "open", "closed", "any"});
constexpr auto kMarks =
    std::to_array<std::string_view>({"quarantined", "withdrawn", "imported", "unsorted", "official", "flood", "gone"});

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct Term {
  std::string_view text;  // as it stands
  std::size_t position = 0;
};

class ViewParser {
 public:
  explicit ViewParser(std::string_view text) : text_(text) {}

  tl::expected<ViewQuery, ViewError> parse() {
    if (text_.size() > kViewBytes) return refuse({text_, 0}, "this is too long", "at most 1024 bytes");
    while (const auto term = next()) {
      if (auto read = add(*term); !read) return tl::unexpected(std::move(read.error()));
    }
    return std::move(query_);
  }

 private:
  using Read = tl::expected<void, ViewError>;

  static tl::unexpected<ViewError> refuse(const Term& at, std::string message, std::string expected) {
    return tl::unexpected(ViewError{at.position, characters(at.text), std::move(message), std::move(expected)});
  }

  // The next term, up to a space outside quotes.
  std::optional<Term> next() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ >= text_.size()) return std::nullopt;
    const std::size_t from = at_;
    for (bool in_quote = false; at_ < text_.size() && (in_quote || !is_space(text_[at_])); ++at_) {
      if (text_[at_] == '"') in_quote = !in_quote;
    }
    return Term{text_.substr(from, at_ - from), characters(text_.substr(0, from))};
  }

  Read add(const Term& term) {
    if (std::ranges::count(term.text, '"') % 2 != 0) return refuse(term, "a quote is not closed", "\" at its end");
    const auto colon = term.text.find(':');
    const auto name = term.text.substr(0, colon);
    const bool named = colon != std::string_view::npos && colon > 0 && std::ranges::all_of(name, [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                       });
    if (!named || name == "http" || name == "https") {
      query_.words += (query_.words.empty() ? "" : " ") + std::string(term.text);
      return {};
    }
    const auto* const field = std::ranges::find(kViewFields, ascii::lower(name));
    if (field == kViewFields.end()) return no_field(term, name);
    const Term value{term.text.substr(colon + 1), term.position + colon + 1};
    if (value.text.empty() || value.text.find('"') != std::string_view::npos) {
      return refuse(term, "this field has no value", std::string(name) + ": and a word");
    }
    if (*field != "desk"sv && *field != "has"sv && *field != "is"sv) {
      if (std::ranges::find(said_, *field) != said_.end())
        return refuse(term, "this is said already", "each field once");
      said_.push_back(*field);
    }
    return set(*field, value);
  }

  static Read no_field(const Term& term, std::string_view name) {
    const auto near = nearest_word(name, kViewFields);
    return refuse({name, term.position}, "there is no field " + in_quotes(name),
                  near.empty()
                      ? "place:, desk:, language:, matter:, urgency:, topic:, country:, has:, is:, from:, account: or "
                        "private:; or the words in \"quotes\""
                      : "did you mean " + std::string(near) + ":?");
  }
  static Read no_value(const Term& value, std::span<const std::string_view> known) {
    const auto near = nearest_word(value.text, known);
    std::string all;
    for (const auto word : known) all += (all.empty() ? "" : ", ") + std::string(word);
    return refuse(value, "there is no " + in_quotes(value.text) + " here",
                  near.empty() ? "one of " + all : "did you mean " + std::string(near) + "?");
  }

  Read set(std::string_view field, const Term& value) {
    const std::string text = ascii::lower(value.text);
    if (field == "place") {
      const auto* const list = std::ranges::find(kLists, text);
      if (list == kLists.end()) return no_value(value, kLists);
      query_.list = static_cast<ViewQuery::List>(list - kLists.begin());
    } else if (field == "desk") {
      return set_desk(value);
    } else if (field == "language") {
      query_.language = value.text;
    } else if (field == "topic") {
      query_.topic = value.text;
    } else if (field == "country") {
      query_.country = value.text;
    } else if (field == "account") {
      query_.account = text.starts_with('@') ? text.substr(1) : text;
      if (query_.account.empty()) return refuse(value, "this is no account", "its name, such as account:press");
    } else if (field == "matter") {
      constexpr auto kMatters = std::to_array<std::string_view>({"life", "consular", "question", "dialogue"});
      const auto matter = parse_matter(text);
      if (!matter) return no_value(value, kMatters);
      query_.matter = *matter;
    } else if (field == "urgency") {
      const auto urgency = parse_urgency_word(text);
      if (!urgency) return refuse(value, "this is no urgency", "0 to 3: normal, raised, high or life");
      query_.urgency = *urgency;
    } else {
      return set_flag(field, value, text);
    }
    return {};
  }

  Read set_desk(const Term& value) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), id);
    if (error != std::errc{} || end != value.text.data() + value.text.size() || id <= 0) {
      return refuse(value, "this is no desk", "its number");
    }
    if (std::ranges::find(query_.desks, DeskId{id}) == query_.desks.end()) query_.desks.push_back(DeskId{id});
    std::ranges::sort(query_.desks);
    return {};
  }

  Read set_flag(std::string_view field, const Term& value, const std::string& text) {
    if (field == "private") {
      constexpr auto kAnswers = std::to_array<std::string_view>({"yes", "no"});
      if (text != "yes" && text != "no") return no_value(value, kAnswers);
      query_.is_private = text == "yes";
    } else if (field == "has") {
      constexpr auto kThings = std::to_array<std::string_view>({"draft", "no-draft"});
      if (text != "draft" && text != "no-draft") return no_value(value, kThings);
      query_.has_draft = text == "draft";
    } else if (field == "from") {
      constexpr auto kWho = std::to_array<std::string_view>({"public-actor"});
      if (text != "public-actor") return no_value(value, kWho);
      return mark(value, "official");
    } else if (text == "breached") {
      query_.breached = true;
    } else if (std::ranges::find(kMarks, text) != kMarks.end()) {
      return mark(value, text);
    } else {
      constexpr auto kAll = std::to_array<std::string_view>(
          {"breached", "quarantined", "withdrawn", "imported", "unsorted", "official", "flood", "gone"});
      return no_value(value, kAll);
    }
    return {};
  }
  Read mark(const Term& value, std::string name) {
    if (!query_.mark.empty() && query_.mark != name)
      return refuse(value, "one mark alone can be asked for", "is:" + query_.mark);
    query_.mark = std::move(name);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string_view> said_;
  ViewQuery query_;
};

}  // namespace

tl::expected<ViewQuery, ViewError> parse_view(std::string_view text) {
  return ViewParser(text).parse();
}

std::string canonical(const ViewQuery& query) {
  std::string out;
  const auto add = [&out](std::string_view field, std::string_view value) {
    if (value.empty()) return;
    if (!out.empty()) out += ' ';
    out.append(field).append(field.empty() ? "" : ":").append(value);
  };
  if (query.list != ViewQuery::List::Queue) add("place", kLists[static_cast<std::size_t>(query.list)]);
  for (const DeskId desk : query.desks) add("desk", desk.text());
  add("language", query.language);
  if (query.matter) add("matter", to_string(*query.matter));
  if (query.urgency > 0) add("urgency", std::to_string(query.urgency));
  add("topic", query.topic);
  add("country", query.country);
  if (query.has_draft) add("has", *query.has_draft ? "draft" : "no-draft");
  if (query.breached) add("is", "breached");
  if (!query.mark.empty()) add("is", query.mark);
  add("account", query.account);
  if (query.is_private) add("private", *query.is_private ? "yes" : "no");
  add("", query.words);
  return out;
}

}  // namespace chancery::desk
