#include "feeds/feed_time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/ascii.hpp"

namespace chancery::feeds {
namespace {

using std::chrono::minutes;

constexpr std::size_t kLongest = 64;

struct Pieces {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  minutes offset{0};
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}
int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits.substr(0, 8)) value = value * 10 + (c - '0');
  return value;
}

// Takes up to `most` digits off the front; -1 when there is none.
int take_number(std::string_view& text, std::size_t most) {
  std::size_t count = 0;
  while (count < most && count < text.size() && is_digit(text[count])) ++count;
  if (count == 0) return -1;
  const int value = number(text.substr(0, count));
  text.remove_prefix(count);
  return value;
}
bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}
void take_spaces(std::string_view& text) {
  while (take(text, ' ')) continue;
}

// "+01:00", "-0330", "+1", behind an optional "GMT" or "UTC".
std::optional<minutes> numeric_zone(std::string_view text) {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  int hours = take_number(text, 2);
  if (hours < 0) return std::nullopt;
  take(text, ':');
  int rest = take_number(text, 2);
  if (!text.empty()) return std::nullopt;
  if (rest < 0) rest = 0;
  if (hours > 14 || rest > 59) return std::nullopt;
  return sign * minutes{hours * 60 + rest};
}

std::optional<minutes> zone(std::string_view text) {
  struct Zone {
    std::string_view name;
    int minutes;
  };
  static constexpr auto kZones = std::to_array<Zone>(
      {{"z", 0},      {"ut", 0},     {"utc", 0},    {"gmt", 0},    {"wet", 0},    {"west", 60},  {"bst", 60},
       {"cet", 60},   {"mez", 60},   {"cest", 120}, {"mesz", 120}, {"eet", 120},  {"eest", 180}, {"msk", 180},
       {"trt", 180},  {"ast", -240}, {"adt", -180}, {"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300},
       {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"brt", -180}, {"art", -180}, {"sast", 120},
       {"eat", 180},  {"gst", 240},  {"pkt", 300},  {"ist", 330},  {"npt", 345},  {"ict", 420},  {"wib", 420},
       {"hkt", 480},  {"sgt", 480},  {"pht", 480},  {"jst", 540},  {"kst", 540},  {"aest", 600}, {"aedt", 660},
       {"acst", 570}, {"awst", 480}, {"nzst", 720}, {"nzdt", 780}, {"wat", 60},   {"cat", 120},  {"irst", 210}});
  const auto name = ascii::lower(text);
  for (const auto& known : kZones) {
    if (known.name == name) return minutes{known.minutes};
  }
  for (const std::string_view prefix : {"gmt", "utc"}) {
    if (name.starts_with(prefix)) return numeric_zone(std::string_view(text).substr(prefix.size()));
  }
  if (auto offset = numeric_zone(text)) return offset;
  // RFC 822's military letters were defined the wrong way round: RFC 2822 has them mean UTC.
  if (name.size() == 1 && ascii::is_letter(name.front())) return minutes{0};
  return std::nullopt;
}

// "09:30", "9:30:15.25" off the front.
bool take_clock(std::string_view& text, Pieces& pieces) {
  pieces.hour = take_number(text, 2);
  if (pieces.hour < 0 || !take(text, ':')) return false;
  pieces.minute = take_number(text, 2);
  if (pieces.minute < 0) return false;
  if (take(text, ':')) {
    pieces.second = take_number(text, 2);
    if (pieces.second < 0) return false;
    if (take(text, '.') || take(text, ',')) {
      if (take_number(text, 9) < 0) return false;
      while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    }
  }
  return true;
}

void apply_half_day(Pieces& pieces, bool afternoon) {
  if (pieces.hour == 12) {
    pieces.hour = afternoon ? 12 : 0;
  } else if (afternoon && pieces.hour < 12) {
    pieces.hour += 12;
  }
}

std::optional<Timestamp> assemble(const Pieces& pieces) {
  const std::chrono::year_month_day date{std::chrono::year{pieces.year},
                                         std::chrono::month{static_cast<unsigned>(pieces.month)},
                                         std::chrono::day{static_cast<unsigned>(pieces.day)}};
  if (!date.ok() || pieces.year < 1990 || pieces.year > 2099) return std::nullopt;
  if (pieces.hour > 24 || pieces.minute > 59 || pieces.second > 60) return std::nullopt;
  return Timestamp{std::chrono::sys_days{date}} + std::chrono::hours{pieces.hour} + minutes{pieces.minute} +
         std::chrono::seconds{std::min(pieces.second, 59)} - pieces.offset;
}

// What may follow the day in the numeric forms: a time, AM or PM, a zone.
bool read_rest(std::string_view text, Pieces& pieces) {
  if (!take(text, 'T') && !take(text, 't')) take_spaces(text);
  take_spaces(text);
  if (text.empty()) return true;
  if (!take_clock(text, pieces)) return false;
  take_spaces(text);
  const auto word = ascii::lower(text.substr(0, 2));
  if (word == "am" || word == "pm") {
    apply_half_day(pieces, word == "pm");
    text.remove_prefix(2);
    take_spaces(text);
  }
  if (text.empty()) return true;
  const auto offset = zone(text);
  if (!offset) return false;
  pieces.offset = *offset;
  return true;
}

// "20261122T093000Z"
std::optional<Timestamp> basic_form(std::string_view text) {
  Pieces pieces;
  pieces.year = take_number(text, 4);
  pieces.month = take_number(text, 2);
  pieces.day = take_number(text, 2);
  if (take(text, 'T')) {
    pieces.hour = take_number(text, 2);
    pieces.minute = take_number(text, 2);
    pieces.second = std::max(take_number(text, 2), 0);
    if (pieces.hour < 0 || pieces.minute < 0) return std::nullopt;
  }
  if (text.empty()) return assemble(pieces);
  const auto offset = zone(text);
  if (!offset) return std::nullopt;
  pieces.offset = *offset;
  return assemble(pieces);
}

// "2026-11-22…", "2026/11/22…", "2026-11", "2026", "22.11.2026…"
std::optional<Timestamp> numeric_form(std::string_view text) {
  Pieces pieces;
  const auto digits = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
  if (digits == 8) return basic_form(text);
  if (digits == 4) {
    pieces.year = take_number(text, 4);
    pieces.month = 1;
    pieces.day = 1;
    if (text.empty()) return assemble(pieces);
    if (!take(text, '-') && !take(text, '/') && !take(text, '.')) return std::nullopt;
    pieces.month = take_number(text, 2);
    if (pieces.month < 0) return std::nullopt;
    if (take(text, '-') || take(text, '/') || take(text, '.')) pieces.day = take_number(text, 2);
  } else {
    pieces.day = take_number(text, 2);
    if (!take(text, '.')) return std::nullopt;
    pieces.month = take_number(text, 2);
    if (!take(text, '.')) return std::nullopt;
    pieces.year = take_number(text, 4);
  }
  if (pieces.day < 1 || pieces.month < 1 || !read_rest(text, pieces)) return std::nullopt;
  return assemble(pieces);
}

// 1 to 12 for "Nov" and "november"; 0 for none.
int month_of(std::string_view word) {
  static constexpr auto kMonths = std::to_array<std::string_view>(
      {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});
  if (word.size() < 3) return 0;
  const auto start = ascii::lower(word.substr(0, 3));
  const auto* const found = std::find(kMonths.begin(), kMonths.end(), start);
  return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto begin = text.find_first_not_of(" ,\t\r\n()");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(" ,\t\r\n()"), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

// "22-Nov-2026" in three.
std::vector<std::string_view> with_hyphens_cut(const std::vector<std::string_view>& words) {
  std::vector<std::string_view> out;
  for (auto word : words) {
    const bool joined = is_digit(word.front()) && std::any_of(word.begin(), word.end(), ascii::is_letter);
    for (auto at = word.find('-'); joined && at != std::string_view::npos && at > 0; at = word.find('-')) {
      out.push_back(word.substr(0, at));
      word.remove_prefix(at + 1);
    }
    if (!word.empty()) out.push_back(word);
  }
  return out;
}

// The forms with a month's name, in whatever order: one word at a time.
struct NamedForm {
  Pieces pieces;
  bool has_day = false;
  bool has_year = false;
  bool has_clock = false;

  bool take_word(std::string_view word) {
    if (word.find(':') != std::string_view::npos && is_digit(word.front())) return take_time(word);
    if (is_number(word)) return take_day_or_year(word);
    if (const int month = month_of(word); month != 0 && pieces.month == 0 && !is_weekday(word)) {
      pieces.month = month;
      return true;
    }
    const auto small = ascii::lower(word);
    if (small == "am" || small == "pm") {
      apply_half_day(pieces, small == "pm");
      return has_clock;
    }
    if (const auto offset = zone(word); offset && has_clock) {
      pieces.offset = *offset;
      return true;
    }
    // A day's name in any language before the date; "22nd"; a zone nobody knows counts as UTC.
    if (!has_day && is_digit(word.front())) {
      return take_day_or_year(word.substr(0, word.find_first_not_of("0123456789")));
    }
    return true;
  }

 private:
  static bool is_weekday(std::string_view word) { return ascii::lower(word).find("day") != std::string::npos; }

  bool take_time(std::string_view word) {
    if (has_clock || !take_clock(word, pieces)) return false;
    has_clock = true;
    if (word.empty()) return true;
    const auto small = ascii::lower(word);
    if (small == "am" || small == "pm") {
      apply_half_day(pieces, small == "pm");
      return true;
    }
    const auto offset = zone(word);
    if (offset) pieces.offset = *offset;
    return offset.has_value();
  }

  bool take_day_or_year(std::string_view digits) {
    if (!has_day && digits.size() <= 2) {
      pieces.day = number(digits);
      has_day = true;
      return true;
    }
    if (has_year || (digits.size() != 4 && digits.size() != 2)) return false;
    pieces.year = number(digits);
    // RFC 2822 section 4.3: two digits below 50 are of this century.
    if (digits.size() == 2) pieces.year += pieces.year < 50 ? 2000 : 1900;
    has_year = true;
    return true;
  }
};

std::optional<Timestamp> named_form(std::string_view text) {
  NamedForm form;
  for (const auto word : with_hyphens_cut(words_of(text))) {
    if (!form.take_word(word)) return std::nullopt;
  }
  if (!form.has_day || !form.has_year || form.pieces.month == 0) return std::nullopt;
  return assemble(form.pieces);
}

}  // namespace

std::optional<Timestamp> parse_feed_time(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  if (text.size() > kLongest) return std::nullopt;
  if (const auto exact = from_rfc3339(text)) {
    Pieces year;
    year.year = number(text.substr(0, 4));
    return year.year >= 1990 && year.year <= 2099 ? std::optional(*exact) : std::nullopt;
  }
  if (is_digit(text.front())) {
    if (const auto numeric = numeric_form(text)) return numeric;
  }
  return named_form(text);
}

}  // namespace chancery::feeds
