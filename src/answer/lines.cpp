#include "answer/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "activity/events.hpp"
#include "answer/crisis_rows.hpp"
#include "answer/line_rows.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "staff/audit.hpp"
#include "staff/institution.hpp"
#include "store/events.hpp"
#include "text/agenda.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

using staff::DeskAction;

constexpr auto kPurposes =
    std::to_array<std::pair<LinePurpose, std::string_view>>({{LinePurpose::Answer, "answer"},
                                                             {LinePurpose::PrivateMatter, "private_matter"},
                                                             {LinePurpose::Holding, "holding"}});

std::string_view primary_of(std::string_view tag) {
  return tag.substr(0, tag.find('-'));
}

Status check_line_words(std::string_view field, std::string_view words, std::size_t most) {
  if (words.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return fail(Errc::Invalid, "no words", fmt::format("{}: write something", field));
  }
  if (!text::is_valid_utf8(words) || text::count_characters(words) > most) {
    return fail(Errc::Invalid, "too many words", fmt::format("{}: at most {} characters", field, most));
  }
  return {};
}

Status check_scope(store::Transaction& tx, const staff::DeskScope& scope) {
  if (scope.mission && !staff::mission_by_id(tx, scope.mission)) {
    return fail(Errc::Invalid, "no such mission", "mission: there is no such mission");
  }
  if (!scope.desk) return {};
  const auto desk = staff::desk_by_id(tx, scope.desk);
  if (!desk || desk->mission != scope.mission) {
    return fail(Errc::Invalid, "no such desk", "desk: this mission has no such desk");
  }
  return {};
}

Status check_line(store::Transaction& tx, const Line& line) {
  if (auto name = check_line_words("name", line.name, kMaxLineName); !name) return name;
  if (line.topics.size() > kMaxLineTopics) {
    return fail(Errc::Invalid, "too many topics", fmt::format("topics: at most {}", kMaxLineTopics));
  }
  for (const auto& topic : line.topics) {
    if (!text::parse_topic(topic)) {
      return fail(Errc::Invalid, "no such topic", fmt::format("topics: \"{}\" is no topic of the agenda", topic));
    }
  }
  const auto owner = staff::user_by_id(tx, line.owner);
  if (!owner || owner->ended_at) return fail(Errc::Invalid, "no such owner", "owner: there is no such colleague");
  return check_scope(tx, line.scope);
}

Status require_at(store::Transaction& tx, const Acting& acting, DeskAction action, const staff::DeskScope& scope) {
  const auto rights = staff::desk_rights(tx, *acting.by);
  if (may_at(rights, action, scope)) return {};
  return fail(Errc::Forbidden, "not her part",
              action == DeskAction::Lines ? "Your part at this desk does not include writing lines."
                                          : "Your part at this desk does not include approving lines.");
}

void tell_text(store::Transaction& tx, const TextKey& key, std::string_view state) {
  store::append_event(
      tx, activity::events::kLineChanged,
      {{"line", key.line.value}, {"version", key.version}, {"language", key.language}, {"state", state}});
}

// In the audit log, and in the log.
void record_line(store::Transaction& tx, std::string_view action, std::string_view state, const TextKey& key,
                 const Acting& acting) {
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), action,
                      fmt::format("line:{}:{}:{}", key.line.text(), key.language, key.version));
  tell_text(tx, key, state);
}

void record_line(store::Transaction& tx, std::string_view action, std::string_view state, LineId id,
                 const Acting& acting) {
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), action, "line:" + id.text());
  store::append_event(tx, activity::events::kLineChanged, {{"line", id.value}, {"state", state}});
}

// All that a second person agrees to.
std::string digest_of(const LineText& text) {
  return crypto::to_hex(crypto::sha256(
      fmt::format("{}\n{}\n{}\n{}", text.line.text(), text.language, to_micros(text.expires_at), text.markdown)));
}

Result<Line> known_line(store::Transaction& tx, LineId id) {
  auto line = rows::line(tx, id);
  if (!line) return fail(Errc::NotFound, "there is no such line");
  return std::move(*line);
}

Result<LineText> known_text(store::Transaction& tx, const TextKey& key) {
  auto text = rows::text(tx, key);
  if (!text) return fail(Errc::NotFound, "there is no such text of this line");
  return std::move(*text);
}

Status check_new_text(const NewText& text, Timestamp now) {
  if (!staff::is_language_tag(text.language)) {
    return fail(Errc::Invalid, "no language", "language: a tag such as \"ar\" or \"pt-BR\"");
  }
  if (auto words = check_line_words("markdown", text.markdown, kMaxLineText); !words) return words;
  if (text.expires_at <= now || text.expires_at > now + kLongestLine) {
    return fail(Errc::Invalid, "expiry", "expires_at: a day to come, within two years");
  }
  return {};
}

// Those who wrote at it since a text of this language was last approved.
bool wrote(store::Transaction& tx, const TextKey& key, staff::UserId user) {
  const auto versions = rows::texts(tx, key.line, key.language);  // the newest first
  for (const auto& text : versions) {
    if (text.version > key.version) continue;
    if (text.version < key.version && text.approved_by) return false;
    if (text.written_by == user) return true;
  }
  return false;
}

}  // namespace

std::string_view to_string(LinePurpose purpose) {
  for (const auto& [known, name] : kPurposes) {
    if (known == purpose) return name;
  }
  return {};
}

Result<LinePurpose> parse_line_purpose(std::string_view text) {
  for (const auto& [purpose, name] : kPurposes) {
    if (name == text) return purpose;
  }
  return fail(Errc::Invalid, "no purpose", "purpose: answer, private_matter or holding");
}

std::string_view to_string(LineStatus status) {
  constexpr std::array<std::string_view, 5> kNames{"draft", "submitted", "approved", "replaced", "withdrawn"};
  return kNames.at(static_cast<std::size_t>(status));
}

bool may_at(const staff::DeskRights& rights, DeskAction action, const staff::DeskScope& scope) {
  if (!scope.mission) return rights.everywhere(action);
  return rights.may(action, scope.mission, scope.desk);
}

Result<Line> make_line(store::Transaction& tx, const Line& line, const Acting& acting) {
  if (auto part = require_at(tx, acting, DeskAction::Lines, line.scope); !part) return fail(part.error());
  auto made = line;
  if (!made.owner) made.owner = acting.by->id;
  if (auto sound = check_line(tx, made); !sound) return fail(sound.error());
  rows::put_line(tx, made);
  record_line(tx, "line.make", "made", made.id, acting);
  return made;
}

Result<Line> change_line(store::Transaction& tx, const Line& line, const Acting& acting) {
  const auto before = known_line(tx, line.id);
  if (!before) return before;
  if (auto part = require_at(tx, acting, DeskAction::Lines, before->scope); !part) return fail(part.error());
  if (auto part = require_at(tx, acting, DeskAction::Lines, line.scope); !part) return fail(part.error());
  auto changed = line;
  changed.purpose = before->purpose;
  changed.crisis = before->crisis;
  if (auto sound = check_line(tx, changed); !sound) return fail(sound.error());
  rows::put_line(tx, changed);
  if (changed.retired_at) {
    record_line(tx, "line.retire", "retired", changed.id, acting);
  } else {
    record_line(tx, "line.change", "changed", changed.id, acting);
  }
  return changed;
}

Result<LineText> write_text(store::Transaction& tx, LineId id, const NewText& wanted, const Acting& acting) {
  const auto line = known_line(tx, id);
  if (!line) return fail(line.error());
  if (auto part = require_at(tx, acting, DeskAction::Lines, line->scope); !part) return fail(part.error());
  if (line->retired_at) return fail(Errc::Conflict, "retired", "This line was retired: make a new one.");
  if (auto sound = check_new_text(wanted, acting.now); !sound) return fail(sound.error());
  const auto versions = rows::texts(tx, id, wanted.language);
  const int newest = versions.empty() ? 0 : versions.front().version;
  if (newest != wanted.version) {
    return fail(Errc::Conflict, "changed meanwhile", "A colleague has changed this text meanwhile: read hers first.");
  }
  const bool is_draft = newest > 0 && versions.front().status == LineStatus::Draft;
  const bool rewrites = is_draft && versions.front().written_by == acting.by->id;
  if (newest > 0 && (versions.front().status == LineStatus::Submitted || (is_draft && !rewrites))) {
    rows::put_end(tx, {id, wanted.language, newest}, LineStatus::Withdrawn, acting.now);
  }
  LineText text{.line = id,
                .language = wanted.language,
                .version = rewrites ? newest : newest + 1,
                .markdown = wanted.markdown,
                .digest = {},
                .written_by = acting.by->id,
                .written_at = acting.now,
                .approved_by = {},
                .approved_at = {},
                .expires_at = wanted.expires_at};
  text.digest = digest_of(text);
  rows::put_text(tx, text);
  if (!rewrites) record_line(tx, "line.write", "written", {id, text.language, text.version}, acting);
  return text;
}

Result<LineText> submit_text(store::Transaction& tx, const TextKey& key, const Acting& acting) {
  const auto line = known_line(tx, key.line);
  if (!line) return fail(line.error());
  if (auto part = require_at(tx, acting, DeskAction::Lines, line->scope); !part) return fail(part.error());
  auto text = known_text(tx, key);
  if (!text) return text;
  if (text->status == LineStatus::Submitted) return text;
  if (text->status != LineStatus::Draft) {
    return fail(Errc::Conflict, "no draft", "This text is no draft any more.");
  }
  text->status = LineStatus::Submitted;
  rows::put_status(tx, key, text->status);
  record_line(tx, "line.submit", "submitted", key, acting);
  return text;
}

Result<LineText> approve_text(store::Transaction& tx, const TextKey& key, std::string_view digest,
                              const Acting& acting) {
  const auto line = known_line(tx, key.line);
  if (!line) return fail(line.error());
  if (auto part = require_at(tx, acting, DeskAction::ApproveLines, line->scope); !part) return fail(part.error());
  auto text = known_text(tx, key);
  if (!text) return text;
  if (text->digest != digest) {
    return fail(Errc::Conflict, "another digest", "This is not the text you read: read it again.");
  }
  if (text->status == LineStatus::Approved && text->approved_by == acting.by->id) return text;
  if (text->status != LineStatus::Submitted || line->retired_at) {
    return fail(Errc::Conflict, "not submitted", "This text does not wait for approval.");
  }
  if (wrote(tx, key, acting.by->id)) {
    return fail(Errc::Forbidden, "her own words", "You wrote at this text: somebody else approves it.");
  }
  if (text->expires_at <= acting.now) {
    return fail(Errc::Conflict, "expired", "The day until which it was to hold has passed: write it anew.");
  }
  for (const auto& other : rows::texts(tx, key.line, key.language)) {
    if (other.status == LineStatus::Approved) {
      rows::put_end(tx, {key.line, key.language, other.version}, LineStatus::Replaced, acting.now);
    }
  }
  text->status = LineStatus::Approved;
  text->approved_by = acting.by->id;
  text->approved_at = acting.now;
  rows::put_text(tx, *text);
  record_line(tx, "line.approve", "approved", key, acting);
  return text;
}

Result<LineText> withdraw_text(store::Transaction& tx, const TextKey& key, const Acting& acting) {
  const auto line = known_line(tx, key.line);
  if (!line) return fail(line.error());
  if (auto part = require_at(tx, acting, DeskAction::Lines, line->scope); !part) {
    if (!require_at(tx, acting, DeskAction::ApproveLines, line->scope)) return fail(part.error());
  }
  auto text = known_text(tx, key);
  if (!text) return text;
  if (text->status == LineStatus::Replaced || text->status == LineStatus::Withdrawn) {
    return fail(Errc::Conflict, "over", "This text does not stand any more.");
  }
  text->status = LineStatus::Withdrawn;
  text->ended_at = acting.now;
  rows::put_end(tx, key, text->status, acting.now);
  record_line(tx, "line.withdraw", "withdrawn", key, acting);
  return text;
}

bool any_text_expired(store::Snapshot& snapshot, Timestamp now) {
  return rows::any_expired_untold(snapshot, now);
}

std::size_t tell_expired_texts(store::Transaction& tx, Timestamp now, std::size_t limit) {
  const auto expired = rows::expired_untold(tx, now, limit);
  for (const auto& key : expired) {
    rows::put_expiry_told(tx, key);
    tell_text(tx, key, "expired");
  }
  return expired.size();
}

std::vector<Line> lines(store::Snapshot& snapshot) {
  return rows::lines(snapshot);
}
std::optional<Line> line_by_id(store::Snapshot& snapshot, LineId id) {
  return rows::line(snapshot, id);
}
std::optional<Line> line_by_id(store::Transaction& tx, LineId id) {
  return rows::line(tx, id);
}
std::vector<LineText> texts_of(store::Snapshot& snapshot, LineId id) {
  return rows::texts(snapshot, id);
}
std::vector<LineText> living_texts(store::Snapshot& snapshot) {
  return rows::living_texts(snapshot);
}

namespace {

bool holds_at(const Line& line, const staff::Desk& desk, bool crisis) {
  if (line.retired_at || (line.crisis && !crisis)) return false;
  return (!line.scope.mission || line.scope.mission == desk.mission) &&
         (!line.scope.desk || line.scope.desk == desk.id);
}

int width_of(const staff::DeskScope& scope) {
  if (scope.desk) return 0;
  return scope.mission ? 1 : 2;
}

// The same language, or the same but for what narrows it.
bool speaks(std::string_view text, std::string_view wanted) {
  return text == wanted || primary_of(text) == primary_of(wanted);
}

// Those that hold where the conversation lies: prepared for the crisis, then the narrowest, then by name.
template <class View>
std::vector<Line> lines_at(View& view, const Conversation& conversation) {
  const auto desk = staff::desk_by_id(view, conversation.desk);
  if (!desk) return {};
  const bool crisis = rows::any_crisis_lasts(view);
  auto all = rows::lines(view);
  std::erase_if(all, [&](const Line& line) { return !holds_at(line, *desk, crisis); });
  std::ranges::stable_sort(all, {}, [](const Line& line) { return std::pair(!line.crisis, width_of(line.scope)); });
  return all;
}

// Each text of these lines that may be used, line by line.
template <class Use>
void each_standing(store::Snapshot& snapshot, const std::vector<Line>& lines, Timestamp now, Use use) {
  const auto texts = rows::living_texts(snapshot);
  for (const auto& line : lines) {
    for (const auto& text : texts) {
      if (text.line == line.id && text.stands(now)) use(line, text);
    }
  }
}

}  // namespace

std::optional<LineText> standing_text(store::Transaction& tx, LineId id, std::string_view language, Timestamp now) {
  const auto line = rows::line(tx, id);
  if (!line || line->retired_at || (line->crisis && !rows::any_crisis_lasts(tx))) return std::nullopt;
  std::optional<LineText> near;
  for (auto& text : rows::approved_texts(tx, id)) {
    if (!text.stands(now) || !speaks(text.language, language)) continue;
    if (text.language == language) return text;
    if (!near) near = std::move(text);
  }
  return near;
}

std::optional<LineText> standing_text(store::Transaction& tx, const Conversation& conversation, LinePurpose purpose,
                                      std::string_view language, Timestamp now) {
  for (const auto& line : lines_at(tx, conversation)) {
    if (line.purpose != purpose) continue;
    if (auto text = standing_text(tx, line.id, language, now)) return text;
  }
  return std::nullopt;
}

std::vector<LineText> standing_texts(store::Snapshot& snapshot, const Conversation& conversation, LinePurpose purpose,
                                     Timestamp now) {
  std::map<std::string, LineText> found;
  each_standing(snapshot, lines_at(snapshot, conversation), now, [&](const Line& line, const LineText& text) {
    if (line.purpose == purpose) found.try_emplace(text.language, text);
  });
  std::vector<LineText> by_language;
  for (auto& [language, text] : found) by_language.push_back(std::move(text));
  return by_language;
}

std::vector<Suggestion> suggested_lines(store::Snapshot& snapshot, const Conversation& conversation,
                                        std::string_view language, Timestamp now, std::size_t limit) {
  const std::string_view wanted = language.empty() ? std::string_view(conversation.language) : language;
  const bool any = wanted.empty() || wanted == "und";
  std::vector<Suggestion> found;
  each_standing(snapshot, lines_at(snapshot, conversation), now, [&](const Line& line, const LineText& text) {
    if (!any && !speaks(text.language, wanted)) return;
    std::vector<std::string> common;
    std::ranges::copy_if(line.topics, std::back_inserter(common), [&](const std::string& topic) {
      return std::ranges::find(conversation.topics, topic) != conversation.topics.end();
    });
    found.push_back({line, text, std::move(common)});
  });
  std::ranges::stable_sort(found, {}, [](const Suggestion& one) {
    return std::tuple(!one.line.crisis, -static_cast<int>(one.common.size()), width_of(one.line.scope));
  });
  if (found.size() > limit) found.resize(limit);
  return found;
}

std::vector<std::string> suggested_languages(store::Snapshot& snapshot, const Conversation& conversation,
                                             Timestamp now) {
  std::set<std::string> found;
  each_standing(snapshot, lines_at(snapshot, conversation), now,
                [&](const Line&, const LineText& text) { found.insert(text.language); });
  return {found.begin(), found.end()};
}

std::vector<Suggestion> crisis_lines(store::Snapshot& snapshot, Timestamp now) {
  auto prepared = rows::lines(snapshot);
  std::erase_if(prepared, [](const Line& line) { return !line.crisis || line.retired_at; });
  std::vector<Suggestion> found;
  each_standing(snapshot, prepared, now,
                [&](const Line& line, const LineText& text) { found.push_back({line, text, {}}); });
  return found;
}

}  // namespace chancery::answer
