#include "feeds/encoding_names.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace chancery::feeds {
std::string meant_encoding(std::string_view name) {
  struct Alias {
    std::string_view from, to;
  };
  static constexpr auto kAliases = std::to_array<Alias>({
      {"utf8", "UTF-8"},
      {"utf-8", "UTF-8"},
      {"unicode-1-1-utf-8", "UTF-8"},
      {"ascii", "windows-1252"},
      {"us-ascii", "windows-1252"},
      {"latin1", "windows-1252"},
      {"latin-1", "windows-1252"},
      {"iso-8859-1", "windows-1252"},
      {"iso8859-1", "windows-1252"},
      {"iso-8859-9", "windows-1254"},
      {"iso-8859-11", "windows-874"},
      {"tis-620", "windows-874"},
      {"gb2312", "GB18030"},
      {"gbk", "GB18030"},
      {"x-gbk", "GB18030"},
      {"gb18030", "GB18030"},
      {"ks_c_5601-1987", "windows-949"},
      {"euc-kr", "windows-949"},
      {"shift_jis", "windows-31j"},
      {"shift-jis", "windows-31j"},
      {"sjis", "windows-31j"},
      {"x-sjis", "windows-31j"},
      {"windows-31j", "windows-31j"},
      {"big5", "Big5"},
      {"big5-hkscs", "Big5-HKSCS"},
  });
  const auto wanted = ascii::lower(name);
  if (wanted.empty()) return {};
  for (const auto& alias : kAliases) {
    if (alias.from == wanted) return std::string(alias.to);
  }
  if (wanted.starts_with("cp125") && wanted.size() == 6) return "windows-" + wanted.substr(2);
  if (wanted.find("utf-7") != std::string::npos || wanted.find("utf7") != std::string::npos) return {};
  UErrorCode status = U_ZERO_ERROR;
  for (const char* standard : {"MIME", "IANA"}) {
    status = U_ZERO_ERROR;
    if (const char* found = ucnv_getStandardName(wanted.c_str(), standard, &status)) return found;
  }
  return {};
}

bool is_utf16_or_32(std::string_view encoding) {
  return encoding.starts_with("UTF-16") || encoding.starts_with("UTF-32");
}

bool is_multi_byte(std::string_view encoding) {
  static constexpr auto kMulti =
      std::to_array<std::string_view>({"GB18030", "windows-949", "windows-31j", "Big5", "Big5-HKSCS", "EUC-JP",
                                       "EUC-TW", "ISO-2022-JP", "ISO-2022-KR", "ISO-2022-CN", "HZ-GB-2312"});
  return std::find(kMulti.begin(), kMulti.end(), encoding) != kMulti.end();
}

std::vector<std::string> encodings_of(std::string_view language) {
  if (language.starts_with("zh-tw") || language.starts_with("zh-hk") || language.starts_with("zh-hant")) {
    return {"Big5"};
  }
  struct Row {
    std::string_view languages;  // each between spaces
    std::array<const char*, 3> encodings;
  };
  static constexpr auto kRows = std::to_array<Row>({
      {" ar fa ur ckb ku ", {"windows-1256", "ISO-8859-6", nullptr}},
      {" ru be bg uk mk sr kk ky tg ", {"windows-1251", "KOI8-R", "ISO-8859-5"}},
      {" zh ", {"GB18030", "Big5", nullptr}},
      {" ja ", {"windows-31j", "EUC-JP", "ISO-2022-JP"}},
      {" ko ", {"windows-949", "ISO-2022-KR", nullptr}},
      {" he iw yi ", {"windows-1255", "ISO-8859-8", nullptr}},
      {" el ", {"windows-1253", "ISO-8859-7", nullptr}},
      {" tr az ", {"windows-1254", nullptr, nullptr}},
      {" th ", {"windows-874", nullptr, nullptr}},
      {" cs sk pl hu ro hr sl sq bs ", {"windows-1250", "ISO-8859-2", nullptr}},
      {" et lv lt ", {"windows-1257", "ISO-8859-13", nullptr}},
      {" vi ", {"windows-1258", nullptr, nullptr}},
  });
  const auto primary = " " + std::string(language.substr(0, language.find_first_of("-_"))) + " ";
  std::vector<std::string> out;
  if (primary == "  ") return out;
  for (const auto& row : kRows) {
    if (row.languages.find(primary) == std::string_view::npos) continue;
    for (const char* encoding : row.encodings) {
      if (encoding != nullptr) out.emplace_back(encoding);
    }
  }
  return out;
}

}  // namespace chancery::feeds
