#include "activitypub/block_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "text/utf8.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kHeader = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n";

// One record of RFC 4180 from the front of `rest`, which loses it. A quoted field may hold line breaks.
std::vector<std::string> take_record(std::string_view& rest, std::size_t& lines) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '\n') ++lines;
    if (quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
        fields.back() += '"';
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      ++i;
      break;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  rest.remove_prefix(i);
  return fields;
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

struct Columns {
  std::map<std::string, std::size_t, std::less<>> places;

  // Nothing when this is no header.
  static std::optional<Columns> of(const std::vector<std::string>& fields) {
    Columns columns;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      auto name = trimmed(fields[i]);
      if (name.starts_with('#')) name.remove_prefix(1);
      columns.places.emplace(name, i);
    }
    if (!columns.places.contains("domain")) return std::nullopt;
    return columns;
  }
  [[nodiscard]] std::string_view in(const std::vector<std::string>& fields, std::string_view name) const {
    const auto place = places.find(name);
    if (place == places.end() || place->second >= fields.size()) return {};
    return trimmed(fields[place->second]);
  }
};

bool is_true(std::string_view text) {
  return text == "true" || text == "TRUE" || text == "True" || text == "1";
}

// The rule of a record; nothing for one that asks for nothing. Fails with what is wrong with it.
Result<std::optional<HostRule>> rule_in(const Columns& columns, const std::vector<std::string>& fields,
                                        std::string_view own_host) {
  HostRule rule{.level = RuleLevel::Block};
  const auto severity = columns.in(fields, "severity");
  if (severity == "noop") return std::optional<HostRule>{};
  if (severity == "silence" || severity == "limit") {
    rule.level = RuleLevel::Limit;
  } else if (!severity.empty() && severity != "suspend" && severity != "block") {
    return fail(Errc::Invalid, fmt::format("severity: {} is unknown", text::cut_at_character(severity, 40)));
  }
  auto host = rule_host(columns.in(fields, "domain"), own_host);
  if (!host) return fail(host.error());
  rule.host = std::move(*host);
  rule.reject_media = is_true(columns.in(fields, "reject_media"));
  rule.reject_reports = is_true(columns.in(fields, "reject_reports"));
  rule.reason = text::cut_at_character(columns.in(fields, "public_comment"), kMaxRuleText);
  return std::optional(std::move(rule));
}

// What either asks for; the first one's words, where it has any.
void tighten(HostRule& rule, const HostRule& other) {
  rule.level = std::max(rule.level, other.level);
  rule.reject_media |= other.reject_media;
  rule.reject_reports |= other.reject_reports;
  if (rule.reason.empty()) rule.reason = other.reason;
}

void merge(std::map<std::string, HostRule>& rules, const HostRule& rule) {
  const auto [place, is_new] = rules.try_emplace(rule.host, rule);
  if (!is_new) tighten(place->second, rule);
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace

Result<BlockList> read_block_list(std::string_view csv, std::string_view own_host) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  if (!text::is_valid_utf8(csv)) return fail(Errc::Invalid, "the list is not valid UTF-8");
  if (std::ranges::count(csv, '\n') > static_cast<std::ptrdiff_t>(kMaxBlockList)) {
    return fail(Errc::TooLarge, fmt::format("the list has more than {} lines", kMaxBlockList));
  }
  BlockList list;
  std::map<std::string, HostRule> rules;
  std::optional<Columns> columns;
  std::size_t lines = 0;
  while (!csv.empty()) {
    const auto line = lines + 1;
    const auto fields = take_record(csv, lines);
    if (!columns) {
      columns = Columns::of(fields);
      if (columns) continue;
      if (fields.size() > 1) return fail(Errc::Invalid, "no column of the list is named domain");
      columns = Columns{{{"domain", 0}}};
    }
    const auto domain = columns->in(fields, "domain");
    if (domain.empty() || domain.starts_with('#')) {
      ++list.ignored;
      continue;
    }
    auto rule = rule_in(*columns, fields, own_host);
    if (!rule) {
      list.bad_lines.push_back({line, rule.error().hint});
    } else if (!*rule) {
      ++list.ignored;
    } else {
      merge(rules, **rule);
    }
  }
  for (auto& [host, rule] : rules) list.rules.push_back(std::move(rule));
  return list;
}

std::optional<HostRule> joined(const HostRule& here, HostRule listed) {
  const bool same_host = here.host == listed.host;
  auto rule = same_host ? here : std::move(listed);
  tighten(rule, same_host ? listed : here);
  const bool stood =
      rule.level == here.level && rule.reject_media == here.reject_media && rule.reject_reports == here.reject_reports;
  return stood ? std::nullopt : std::optional(std::move(rule));
}

std::string write_block_list(const std::vector<HostRule>& rules) {
  std::string csv(kHeader);
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  for (const auto& rule : rules) {
    csv += fmt::format("{},{},{},{},{},false\n", csv_field(rule.host),
                       rule.level == RuleLevel::Block ? "suspend" : "silence", flag(rule.reject_media),
                       flag(rule.reject_reports), csv_field(rule.reason));
  }
  return csv;
}

}  // namespace chancery::activitypub
