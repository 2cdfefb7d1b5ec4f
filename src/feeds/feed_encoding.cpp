#include "feeds/feed_encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/ascii.hpp"
#include "feeds/encoding_names.hpp"
#include "feeds/oddity.hpp"
#include "text/utf8.hpp"

namespace chancery::feeds {
namespace {

constexpr std::size_t kHead = 4'096;          // where declarations stand
constexpr std::size_t kDetected = 64 * 1024;  // bytes the detector is shown
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct CloseDetector {
  void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
};

// The name in "charset=NAME" or "encoding = 'NAME'", where `after` begins behind the '='.
std::string quoted_name(std::string_view after) {
  while (after.starts_with(' ') || after.starts_with('\t')) after.remove_prefix(1);
  if (after.starts_with('"') || after.starts_with('\'')) after.remove_prefix(1);
  const auto end = std::find_if_not(after.begin(), after.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == ':' || c == '+';
  });
  return std::string(after.substr(0, std::min<std::size_t>(static_cast<std::size_t>(end - after.begin()), 40)));
}

// The name in the XML declaration, wherever in the head it stands.
std::string declared_in_document(std::string_view bytes) {
  const auto head = bytes.substr(0, kHead);
  const auto begin = head.find("<?xml");
  if (begin == std::string_view::npos) return {};
  const auto declaration = head.substr(begin, head.find("?>", begin) - begin);
  const auto name = declaration.find("encoding");
  if (name == std::string_view::npos) return {};
  const auto equals = declaration.find('=', name);
  return equals == std::string_view::npos ? std::string() : quoted_name(declaration.substr(equals + 1));
}

// How much of the bytes is UTF-8.
struct Utf8Census {
  std::size_t sequences = 0;  // of two bytes and more
  std::size_t broken = 0;     // maximal ill-formed parts
  bool ascii = true;
};

Utf8Census count_utf8(std::string_view bytes) {
  Utf8Census census;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto size = static_cast<std::int64_t>(bytes.size());
  for (std::int64_t at = 0; at < size;) {
    if (data[at] < 0x80) {
      if (data[at] == 0x1B) census.ascii = false;  // ISO-2022 looks like ASCII
      ++at;
      continue;
    }
    census.ascii = false;
    std::int32_t character = 0;
    U8_NEXT(data, at, size, character);
    ++(character < 0 ? census.broken : census.sequences);
  }
  return census;
}

std::size_t count_replacements(std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(kReplacement); at != std::string_view::npos; at = text.find(kReplacement, at + 3)) ++count;
  return count;
}

// Control characters of U+0080 to U+009F: no text has them, a wrong encoding makes them.
std::size_t count_c1(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] == '\xC2' && static_cast<unsigned char>(text[at + 1]) < 0xA0) ++count;
  }
  return count;
}

struct Converted {
  std::string text;
  std::size_t lost = 0;  // undefined bytes, and control characters in their place
};

std::optional<Converted> convert(std::string_view bytes, const std::string& encoding) {
  if (encoding == "UTF-8") {
    Converted out{text::repair_utf8(bytes), 0};
    out.lost = count_utf8(bytes).broken;
    return out;
  }
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding.c_str(), &status), &ucnv_close);
  if (U_FAILURE(status)) return std::nullopt;
  // Three bytes of UTF-8 for each byte is the most any of them makes.
  Converted out{std::string(bytes.size() * 3 + 16, '\0'), 0};
  const auto length =
      ucnv_toAlgorithmic(UCNV_UTF8, converter.get(), out.text.data(), static_cast<std::int32_t>(out.text.size()),
                         bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  if (U_FAILURE(status) || length < 0) return std::nullopt;
  out.text.resize(static_cast<std::size_t>(length));
  out.text = text::repair_utf8(out.text);
  out.lost = count_replacements(out.text) + count_c1(out.text);
  return out;
}

// The language the document names, in lower case: of <language>, dc:language, xml:lang, or "language" in JSON.
std::string named_language(std::string_view bytes) {
  const auto head = bytes.substr(0, 4 * kHead);
  for (const std::string_view mark :
       {"<language>", "<dc:language>", "xml:lang=\"", "xml:lang='", "\"language\":\"", "\"language\": \""}) {
    auto at = head.find(mark);
    if (at == std::string_view::npos) continue;
    auto name = ascii::lower(head.substr(at + mark.size(), 12));
    name.erase(0, name.find_first_not_of(" \t\r\n"));
    return name.substr(0, name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-_"));
  }
  return {};
}

// The words with a byte over 0x7F, of what stands between the tags: markup in ASCII would speak for English.
std::string telling_words(std::string_view bytes) {
  std::string out;
  bool in_tag = false;
  std::size_t word = 0;  // where it begins
  bool high = false;
  for (std::size_t at = 0; at <= bytes.size() && out.size() < kDetected; ++at) {
    const char c = at < bytes.size() ? bytes[at] : ' ';
    if (static_cast<unsigned char>(c) >= 0x80) high = true;
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != '<' && c != '>') continue;
    if (high && !in_tag) {
      out += bytes.substr(word, std::min(at - word, kDetected));
      out += ' ';
    }
    if (c == '<') in_tag = true;
    if (c == '>') in_tag = false;
    word = at + 1;
    high = false;
  }
  return out;
}

// What ICU's detector takes the words for, the likeliest first.
std::vector<std::string> detect(const std::string& words) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, CloseDetector> detector(ucsdet_open(&status));
  if (U_FAILURE(status) || words.empty()) return {};
  ucsdet_setText(detector.get(), words.data(), static_cast<std::int32_t>(words.size()), &status);
  std::int32_t count = 0;
  const auto** matches = ucsdet_detectAll(detector.get(), &count, &status);
  std::vector<std::string> out;
  for (std::int32_t i = 0; U_SUCCESS(status) && i < count; ++i) {
    const char* name = ucsdet_getName(matches[i], &status);
    if (U_FAILURE(status) || name == nullptr) break;
    auto meant = meant_encoding(name);
    // UTF-16 and UTF-8 were ruled out by the bytes already.
    if (!meant.empty() && meant != "UTF-8" && !is_utf16_or_32(meant)) out.push_back(std::move(meant));
  }
  return out;
}

// Western words have a letter or two beyond ASCII; those of other scripts have little else.
bool is_mostly_high(std::string_view words) {
  const auto high = std::count_if(words.begin(), words.end(), [](char c) { return c < 0; });
  return static_cast<std::size_t>(high) * 2 > words.size();
}

// Of those in which nothing of `words` is lost, the one that makes the least odd text of them, of equals the first.
// Empty when none will do.
std::string least_odd(std::string_view words, const std::vector<std::string>& encodings) {
  std::string best;
  std::size_t least = 0;
  for (const auto& encoding : encodings) {
    const auto converted = convert(words, encoding);
    if (!converted || converted->lost > 0) continue;
    const auto odd = oddity(converted->text);
    if (best.empty() || odd < least) {
      best = encoding;
      least = odd;
    }
  }
  return best;
}

// What the detector takes for the likeliest, when the text it makes is not odd: at most one oddity in fifty bytes. Of
// an ISO encoding and its Windows twin the detector knows only whether their common control characters occur.
std::string believable(std::string_view words, const std::vector<std::string>& likely) {
  struct Twins {
    std::string_view iso;
    const char* windows;
  };
  static constexpr auto kTwins = std::to_array<Twins>({{"ISO-8859-2", "windows-1250"},
                                                       {"ISO-8859-6", "windows-1256"},
                                                       {"ISO-8859-7", "windows-1253"},
                                                       {"ISO-8859-8", "windows-1255"},
                                                       {"ISO-8859-13", "windows-1257"}});
  for (auto encoding : likely) {
    const auto* const twin =
        std::find_if(kTwins.begin(), kTwins.end(), [&](const Twins& t) { return t.iso == encoding; });
    if (twin != kTwins.end()) encoding = least_odd(words, {twin->windows, encoding});
    const auto converted = encoding.empty() ? std::nullopt : convert(words, encoding);
    if (!converted || converted->lost > 0) continue;
    const bool by_its_bytes = is_multi_byte(encoding) && is_mostly_high(words);
    return by_its_bytes || oddity(converted->text) * 50 <= words.size() ? encoding : std::string();
  }
  return {};
}

// The encoding of bytes that are not what they are declared to be.
std::string infer(std::string_view bytes, std::string_view language) {
  const auto words = telling_words(bytes);
  const auto sample = words.empty() ? std::string(bytes.substr(0, kDetected)) : words;
  const auto likely = detect(sample);
  const auto usual = encodings_of(language);
  // A language was named: what the detector finds likely counts among what that is written in alone.
  if (auto named = least_odd(sample, usual); !named.empty()) return named;
  if (!language.empty() && usual.empty()) {
    if (auto western = least_odd(sample, {"windows-1252"}); !western.empty()) return western;
  }
  if (auto detected = believable(sample, likely); !detected.empty()) return detected;
  auto candidates = likely;
  if (is_mostly_high(sample)) {
    // The detector knows no Thai, and takes Hebrew for Greek.
    for (const char* encoding :
         {"windows-1251", "KOI8-R", "windows-1256", "windows-1253", "windows-1255", "windows-874"}) {
      candidates.emplace_back(encoding);
    }
  }
  auto found = least_odd(sample, candidates);
  return found.empty() ? "windows-1252" : found;
}

struct Mark {
  std::string_view bytes;
  const char* encoding;
};

std::optional<Mark> byte_order_mark(std::string_view bytes) {
  using namespace std::string_view_literals;
  static constexpr auto kMarks = std::to_array<Mark>({{"\xEF\xBB\xBF"sv, "UTF-8"},
                                                      {"\xFF\xFE\0\0"sv, "UTF-32LE"},
                                                      {"\0\0\xFE\xFF"sv, "UTF-32BE"},
                                                      {"\xFF\xFE"sv, "UTF-16LE"},
                                                      {"\xFE\xFF"sv, "UTF-16BE"}});
  for (const auto& mark : kMarks) {
    if (bytes.starts_with(mark.bytes)) return mark;
  }
  return std::nullopt;
}

// UTF-16 without a mark shows in the zero beside the first '<' or '{'.
std::string unmarked_utf16(std::string_view bytes) {
  if (bytes.size() < 4) return {};
  const auto opens = [](char c) { return c == '<' || c == '{'; };
  if (opens(bytes[0]) && bytes[1] == '\0' && bytes[2] != '\0') return "UTF-16LE";
  if (bytes[0] == '\0' && opens(bytes[1]) && bytes[2] == '\0') return "UTF-16BE";
  return {};
}

// The believable one of what is declared and what the bytes show.
std::string choose(std::string_view bytes, const std::string& by_server, const std::string& by_document) {
  const auto census = count_utf8(bytes);
  // Text in bytes that says it is UTF-16 is not.
  const auto usable = [](const std::string& encoding) { return is_utf16_or_32(encoding) ? std::string() : encoding; };
  const auto server = usable(by_server);
  const auto document = usable(by_document);
  const auto declared = !server.empty() ? server : document;
  if (census.ascii) return declared.empty() ? "UTF-8" : declared;
  const std::size_t chance = is_multi_byte(declared) ? 5 : 1;
  if (census.broken == 0 && census.sequences >= chance) return "UTF-8";
  if (census.broken * 10 <= census.sequences) return "UTF-8";  // a stray byte, or a sequence cut off
  const auto language = named_language(bytes);
  const auto usual = encodings_of(language);
  for (const auto& encoding : {server, document}) {
    if (encoding.empty() || encoding == "UTF-8") continue;
    const auto converted = convert(bytes, encoding);
    if (!converted || converted->lost * 20 > census.broken) continue;
    // Western is what is written where nobody thought about it.
    const bool doubtful = encoding == "windows-1252" && (!usual.empty() || is_mostly_high(telling_words(bytes)));
    if (!doubtful) return encoding;
  }
  return infer(bytes, language);
}

}  // namespace

std::string charset_of(std::string_view content_type) {
  const auto text = ascii::lower(content_type.substr(0, 256));
  const auto at = text.find("charset");
  if (at == std::string::npos) return {};
  const auto equals = text.find('=', at);
  return equals == std::string::npos ? std::string() : quoted_name(std::string_view(text).substr(equals + 1));
}

DecodedDocument decode_document(std::string_view bytes, std::string_view content_type) {
  DecodedDocument out;
  const auto by_server = charset_of(content_type);
  const auto by_document = declared_in_document(bytes);
  out.declared = !by_server.empty() ? by_server : by_document;
  const auto mark = byte_order_mark(bytes);
  if (mark) {
    bytes.remove_prefix(mark->bytes.size());
    out.encoding = mark->encoding;
    // A mark before single bytes is a leftover.
    if (out.encoding == "UTF-8") out.encoding = choose(bytes, "UTF-8", by_document);
  } else if (auto utf16 = unmarked_utf16(bytes); !utf16.empty()) {
    out.encoding = std::move(utf16);
  } else {
    out.encoding = choose(bytes, meant_encoding(by_server), meant_encoding(by_document));
  }
  auto converted = convert(bytes, out.encoding);
  if (!converted) {
    out.encoding = "UTF-8";
    converted = convert(bytes, out.encoding);
  }
  out.text = std::move(converted->text);
  out.lost_characters = converted->lost;
  auto meant = meant_encoding(out.declared);
  const bool ascii = std::none_of(out.text.begin(), out.text.end(), [](char c) { return c < 0; });
  const bool same_family = is_utf16_or_32(meant) && is_utf16_or_32(out.encoding);
  out.corrected = !ascii && !out.declared.empty() && meant != out.encoding && !same_family;
  if (out.declared.empty() && !ascii && out.encoding != "UTF-8" && !is_utf16_or_32(out.encoding)) out.corrected = true;
  if (text::is_valid_utf8(out.text) && out.text.starts_with("\xEF\xBB\xBF")) out.text.erase(0, 3);
  return out;
}

}  // namespace chancery::feeds
