#include "crypto/structured_fields.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "crypto/encoding.hpp"

namespace chancery::crypto {
namespace {

constexpr std::size_t kMaxText = 8192;
constexpr std::size_t kMaxMembers = 16;
constexpr std::size_t kMaxItems = 64;
constexpr std::size_t kMaxParameters = 16;
constexpr std::size_t kMaxDigits = 15;  // section 3.3.1

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}
bool starts_key(char c) {
  return is_lower(c) || c == '*';
}
bool is_key_letter(char c) {
  return starts_key(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}
bool is_token_letter(char c) {
  return is_letter(c) || is_digit(c) || std::string_view{"!#$%&'*+-.^_`|~:/"}.contains(c);
}
bool is_printable(char c) {
  return c >= ' ' && c < 0x7f;
}

// Reads from the front of the text; each function leaves what it did not need.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : text_(text), rest_(text) {}

  Result<Dictionary> dictionary() {
    Dictionary members;
    skip([](char c) { return c == ' '; });
    while (!rest_.empty()) {
      auto member = next_member();
      if (!member) return fail(member.error());
      if (std::ranges::find(members, member->key, &Member::key) != members.end()) return wrong("a key stands twice");
      if (members.size() == kMaxMembers) return too_many("members");
      members.push_back(std::move(*member));
      if (!take_comma()) return wrong("no comma between two members, or one at the end");
    }
    return members;
  }

 private:
  [[nodiscard]] tl::unexpected<Error> wrong(const std::string& what) const {
    return fail(Errc::Malformed, "at letter " + std::to_string(text_.size() - rest_.size() + 1) + ": " + what);
  }
  static tl::unexpected<Error> too_many(const std::string& what) { return fail(Errc::TooLarge, "too many " + what); }

  template <class Predicate>
  void skip(Predicate predicate) {
    while (!rest_.empty() && predicate(rest_.front())) rest_.remove_prefix(1);
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  template <class Predicate>
  std::string_view take_while(Predicate predicate) {
    const auto* end = std::ranges::find_if_not(rest_, predicate);
    const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  // True at the end, and after a comma that more follows.
  bool take_comma() {
    const auto space = [](char c) { return c == ' ' || c == '\t'; };
    skip(space);
    if (rest_.empty()) return true;
    if (!take(',')) return false;
    skip(space);
    return !rest_.empty();
  }

  Result<std::string> key() {
    if (rest_.empty() || !starts_key(rest_.front())) return wrong("no key");
    return std::string(take_while(is_key_letter));
  }

  Result<Member> next_member() {
    auto name = key();
    if (!name) return fail(name.error());
    Member member{std::move(*name), Item{true, {}}};
    if (!take('=')) {
      auto parameters = read_parameters();
      if (!parameters) return fail(parameters.error());
      std::get<Item>(member.value).parameters = std::move(*parameters);
    } else if (rest_.starts_with('(')) {
      auto list = inner_list();
      if (!list) return fail(list.error());
      member.value = std::move(*list);
    } else {
      auto one = item();
      if (!one) return fail(one.error());
      member.value = std::move(*one);
    }
    return member;
  }

  Result<InnerList> inner_list() {
    InnerList list;
    rest_.remove_prefix(1);
    while (true) {
      skip([](char c) { return c == ' '; });
      if (take(')')) break;
      auto one = item();
      if (!one) return fail(one.error());
      if (list.items.size() == kMaxItems) return too_many("items");
      list.items.push_back(std::move(*one));
      if (!rest_.starts_with(' ') && !rest_.starts_with(')')) return wrong("no space between two items");
    }
    auto parameters = read_parameters();
    if (!parameters) return fail(parameters.error());
    list.parameters = std::move(*parameters);
    return list;
  }

  Result<Item> item() {
    auto value = bare_item();
    if (!value) return fail(value.error());
    auto parameters = read_parameters();
    if (!parameters) return fail(parameters.error());
    return Item{std::move(*value), std::move(*parameters)};
  }

  Result<Parameters> read_parameters() {
    Parameters parameters;
    while (take(';')) {
      skip([](char c) { return c == ' '; });
      auto name = key();
      if (!name) return fail(name.error());
      if (find_parameter(parameters, *name) != nullptr) return wrong("a parameter stands twice");
      if (parameters.size() == kMaxParameters) return too_many("parameters");
      BareItem value = true;
      if (take('=')) {
        auto given = bare_item();
        if (!given) return fail(given.error());
        value = std::move(*given);
      }
      parameters.push_back({std::move(*name), std::move(value)});
    }
    return parameters;
  }

  Result<BareItem> bare_item() {
    if (rest_.empty()) return wrong("no value");
    const char c = rest_.front();
    if (c == '"') return string();
    if (c == ':') return byte_sequence();
    if (c == '?') return boolean();
    if (c == '-' || is_digit(c)) return integer();
    if (is_letter(c) || c == '*') return BareItem{Token{std::string(take_while(is_token_letter))}};
    return wrong("no value begins so");
  }

  Result<BareItem> string() {
    rest_.remove_prefix(1);
    std::string value;
    while (!rest_.empty() && rest_.front() != '"') {
      if (take('\\') && !rest_.starts_with('"') && !rest_.starts_with('\\')) return wrong("nothing else is escaped");
      if (!is_printable(rest_.front())) return wrong("a letter that is not printable ASCII");
      value += rest_.front();
      rest_.remove_prefix(1);
    }
    if (!take('"')) return wrong("a string does not end");
    return BareItem{std::move(value)};
  }

  Result<BareItem> byte_sequence() {
    rest_.remove_prefix(1);
    const auto text = take_while([](char c) { return c != ':'; });
    if (!take(':')) return wrong("a byte sequence does not end");
    auto bytes = from_base64(text);
    if (!bytes) return wrong("a byte sequence is not base64");
    return BareItem{Bytes{std::move(*bytes)}};
  }

  Result<BareItem> boolean() {
    rest_.remove_prefix(1);
    if (take('1')) return BareItem{true};
    if (take('0')) return BareItem{false};
    return wrong("a boolean is ?0 or ?1");
  }

  Result<BareItem> integer() {
    const bool negative = take('-');
    const auto digits = take_while(is_digit);
    if (digits.empty() || digits.size() > kMaxDigits || rest_.starts_with('.')) return wrong("not an integer");
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return BareItem{negative ? -value : value};
  }

  const std::string_view text_;
  std::string_view rest_;
};

struct Writer {
  std::string text;

  void operator()(std::int64_t value) { text += std::to_string(value); }
  void operator()(bool value) { text += value ? "?1" : "?0"; }
  void operator()(const Token& token) { text += token.text; }
  void operator()(const Bytes& bytes) { text += ':' + to_base64(bytes.bytes) + ':'; }
  void operator()(const std::string& value) {
    text += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  void write(const Parameters& parameters) {
    for (const auto& [key, value] : parameters) {
      text += ';' + key;
      if (value == BareItem{true}) continue;
      text += '=';
      std::visit(*this, value);
    }
  }
  void write(const Item& item) {
    std::visit(*this, item.value);
    write(item.parameters);
  }
  void write(const InnerList& list) {
    text += '(';
    for (const auto& item : list.items) {
      if (text.back() != '(') text += ' ';
      write(item);
    }
    text += ')';
    write(list.parameters);
  }
};

}  // namespace

Result<Dictionary> parse_dictionary(std::string_view text) {
  if (text.size() > kMaxText) return fail(Errc::TooLarge, "longer than 8 KiB");
  while (text.ends_with(' ')) text.remove_suffix(1);
  return FieldReader(text).dictionary();
}

std::string serialize(const Item& item) {
  Writer writer;
  writer.write(item);
  return std::move(writer.text);
}

std::string serialize(const InnerList& list) {
  Writer writer;
  writer.write(list);
  return std::move(writer.text);
}

std::string serialize(const Dictionary& dictionary) {
  Writer writer;
  for (const auto& [key, value] : dictionary) {
    if (!writer.text.empty()) writer.text += ", ";
    writer.text += key;
    const auto* item = std::get_if<Item>(&value);
    if (item != nullptr && item->value == BareItem{true}) {
      writer.write(item->parameters);
      continue;
    }
    writer.text += '=';
    std::visit([&](const auto& member) { writer.write(member); }, value);
  }
  return std::move(writer.text);
}

const BareItem* find_parameter(const Parameters& parameters, std::string_view key) {
  const auto found = std::ranges::find(parameters, key, &Parameter::key);
  return found == parameters.end() ? nullptr : &found->value;
}

}  // namespace chancery::crypto
