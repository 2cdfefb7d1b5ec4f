#include "measure/account_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace chancery::measure {
namespace {

enum Field : std::size_t {
  kId,
  kHandle,
  kName,
  kKind,
  kOffice,
  kCountry,
  kNetwork,
  kList,
  kListReason,
  kFollowing,
  kFollowers,
  kPosts,
  kReplies,
  kShares,
  kReposts,
  kLanguages,
  kInclusion,
  kCollected,
};

constexpr std::string_view kOddNumber = "odd_number";
constexpr std::string_view kUnknownKind = "unknown_kind";
constexpr std::string_view kOddCountry = "odd_country";
constexpr std::string_view kOddList = "odd_list_state";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::int64_t read_count(figure::CsvReader& row, Field field, std::string_view name) {
  const auto text = row[field];
  if (text.empty()) return Account::kUnknown;
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc{} && end == text.data() + text.size() && count >= 0) return count;
  row.reject(kOddNumber,
             [&] { return fmt::format("{} is \"{}\", which is no count; it is taken as not known", name, text); });
  return Account::kUnknown;
}

Kind read_kind(figure::CsvReader& row) {
  const auto text = lower(row[kKind]);
  if (text == "personal") return Kind::Personal;
  if (text == "institutional") return Kind::Institutional;
  if (!text.empty() && text != "unknown") {
    row.reject(kUnknownKind, [&] {
      return fmt::format("the kind \"{}\" is none of personal, institutional, unknown; taken as unknown", text);
    });
  }
  return Kind::Unknown;
}

std::string_view read_country(figure::CsvReader& row, StudyInput& into) {
  constexpr std::size_t kAlpha3 = 3;
  std::string code(row[kCountry]);
  for (char& c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const bool letters = std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (code.empty() || (letters && code.size() == kAlpha3)) return into.word(code);
  row.reject(kOddCountry, [&] {
    return fmt::format("\"{}\" is no ISO 3166-1 alpha-3 code; the account counts for no country", row[kCountry]);
  });
  return {};
}

graph::ListState read_list(figure::CsvReader& row) {
  const auto text = lower(row[kList]);
  if (text.empty() || text == "present") return graph::ListState::Present;
  if (text == "absent") return graph::ListState::Absent;
  if (text != "failed") {
    row.reject(kOddList, [&] {
      return fmt::format("the list state \"{}\" is none of present, absent, failed; taken as failed", text);
    });
  }
  return graph::ListState::Failed;
}

// "en; fr" and "fr en" are the same: tags in order, each once.
std::string read_languages(std::string_view text) {
  std::set<std::string> tags;
  std::string tag;
  for (const char c : std::string(text) + ' ') {
    if (c == ' ' || c == ';' || c == ',' || c == '|' || c == '/') {
      if (!tag.empty()) tags.insert(tag);
      tag.clear();
    } else {
      tag += c;
    }
  }
  std::string joined;
  for (const auto& each : tags) joined += (joined.empty() ? "" : " ") + each;
  return joined;
}

}  // namespace

std::vector<figure::CsvColumn> account_columns() {
  return {{"id"},
          {"handle"},
          {"name"},
          {"kind"},
          {"office"},
          {"country"},
          {"network"},
          {"list", false},
          {"list_reason", false},
          {"following_count", false},
          {"followers", false, {"followers_count"}},
          {"posts", false},
          {"replies", false},
          {"shares", false},
          {"reposts", false},
          {"languages", false, {"language"}},
          {"inclusion", false},
          {"collected", false, {"collected_at"}}};
}

Account read_account(figure::CsvReader& row, StudyInput& into) {
  Account account;
  account.id = row[kId];
  account.office = into.word(row[kOffice]);
  account.kind = read_kind(row);
  account.country = read_country(row, into);
  account.network = into.word(row[kNetwork]);
  account.list = read_list(row);
  account.following = read_count(row, kFollowing, "following_count");
  account.posts = read_count(row, kPosts, "posts");
  account.replies = read_count(row, kReplies, "replies");
  account.shares = read_count(row, kShares, "shares");
  account.reposts = read_count(row, kReposts, "reposts");
  account.languages = into.word(read_languages(row[kLanguages]));
  account.inclusion = into.word(row[kInclusion]);
  if (account.named()) {
    account.handle = row[kHandle];
    account.name = row[kName];
    account.followers = read_count(row, kFollowers, "followers");
    account.collected = into.word(row[kCollected]);
    account.list_reason = into.word(row[kListReason]);
  }
  return account;
}

void write_account_header(figure::CsvWriter& out) {
  for (const auto& column : account_columns()) out.cell(column.name);
  out.end_row();
}

void write_account(figure::CsvWriter& out, const Account& account) {
  out.cell(account.id).cell(account.handle).cell(account.name).cell(name_of(account.kind));
  out.cell(account.office).cell(account.country).cell(account.network).cell(name_of(account.list));
  out.cell(account.list_reason);
  for (const auto count :
       {account.following, account.followers, account.posts, account.replies, account.shares, account.reposts}) {
    out.cell(written(count));
  }
  out.cell(account.languages).cell(account.inclusion).cell(account.collected);
  out.end_row();
}

std::optional<double> read_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::string written(std::int64_t count) {
  return count == Account::kUnknown ? std::string() : std::to_string(count);
}

}  // namespace chancery::measure
