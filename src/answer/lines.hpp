// Approved wording ("lines to take"): what the house has agreed to say, language by language, and until when.
//
//   draft -> submitted -> approved -> replaced      by the next text of that language that is approved
//     '----------'------------'-----> withdrawn
//
// A line has an owner and holds at one desk, at a mission or everywhere. Of each language one text stands at most; an
// expired one is offered to nobody. One prepared for a crisis is agreed on beforehand and holds while a crisis lasts. A
// text is approved by its digest, and never by anyone who wrote at it since the last one that was approved. What was
// approved is never changed: the next version takes its place.
//
// Every function runs in the caller's transaction, is audited and told in the log as LineChanged (ids, languages and
// versions, never words). Each fails with Errc::NotFound (no such line or text), Forbidden without the right where the
// line holds, Conflict when it stands elsewhere, Invalid with the field's name.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "staff/desk_rights.hpp"
#include "store/store.hpp"

namespace chancery::answer {

using LineId = Id<struct LineTag>;

enum class LinePurpose { Answer, PrivateMatter, Holding };  // "answer", "private_matter", "holding"
[[nodiscard]] std::string_view to_string(LinePurpose purpose);
[[nodiscard]] Result<LinePurpose> parse_line_purpose(std::string_view text);  // fails with Errc::Invalid
enum class LineStatus { Draft, Submitted, Approved, Replaced, Withdrawn };    // "draft", …
[[nodiscard]] std::string_view to_string(LineStatus status);

struct Line {
  LineId id;
  std::string name;
  staff::DeskScope scope;  // where it is offered
  std::vector<std::string> topics;
  LinePurpose purpose = LinePurpose::Answer;
  staff::UserId owner;
  std::optional<Timestamp> retired_at;  // offered to nobody, kept for the record
  bool crisis = false;                  // offered while a crisis lasts, and then first
};

struct LineText {
  LineId line;
  std::string language;  // BCP 47
  int version = 0;       // of this language, from 1
  std::string markdown;
  std::string digest;  // SHA-256 of all that is approved, in hex
  staff::UserId written_by;
  Timestamp written_at;
  LineStatus status = LineStatus::Draft;
  staff::UserId approved_by;  // none: nobody yet
  std::optional<Timestamp> approved_at;
  Timestamp expires_at;
  std::optional<Timestamp> ended_at = std::nullopt;  // of one replaced or withdrawn, where that is known
  [[nodiscard]] bool stands(Timestamp now) const { return status == LineStatus::Approved && now < expires_at; }
};

inline constexpr std::size_t kMaxLineName = 100;    // characters
inline constexpr std::size_t kMaxLineText = 5'000;  // characters
inline constexpr std::size_t kMaxLineTopics = 10;
inline constexpr std::chrono::days kLongestLine{731};  // a text must be looked at again by then

// Lines, where it holds. Its owner is whoever makes it, unless another is named.
[[nodiscard]] Result<Line> make_line(store::Transaction& tx, const Line& line, const Acting& acting);
// Lines, where it held and where it will. All of it as given, but the purpose, and whether it is for a crisis.
[[nodiscard]] Result<Line> change_line(store::Transaction& tx, const Line& line, const Acting& acting);

struct NewText {
  std::string language;
  std::string markdown;
  Timestamp expires_at;
  int version = 0;  // that she read, the newest of this language; 0: there was none
};
// Lines. Her own draft is rewritten; else it becomes the next version, and a draft that stood is withdrawn.
[[nodiscard]] Result<LineText> write_text(store::Transaction& tx, LineId line, const NewText& text,
                                          const Acting& acting);
// Which text somebody means.
struct TextKey {
  LineId line;
  std::string language;
  int version = 0;
};
// Lines.
[[nodiscard]] Result<LineText> submit_text(store::Transaction& tx, const TextKey& key, const Acting& acting);
// ApproveLines, and no writer.
[[nodiscard]] Result<LineText> approve_text(store::Transaction& tx, const TextKey& key, std::string_view digest,
                                            const Acting& acting);
// Lines or ApproveLines: what is a draft, submitted or approved. Nothing stands of that language then.
[[nodiscard]] Result<LineText> withdraw_text(store::Transaction& tx, const TextKey& key, const Acting& acting);

// Whether the day of a text that stood has passed, and nobody was told.
[[nodiscard]] bool any_text_expired(store::Snapshot& snapshot, Timestamp now);
// Tells the log of those, each once; gives how many.
std::size_t tell_expired_texts(store::Transaction& tx, Timestamp now, std::size_t limit = 50);

// Also retired ones, by name.
[[nodiscard]] std::vector<Line> lines(store::Snapshot& snapshot);
[[nodiscard]] std::optional<Line> line_by_id(store::Snapshot& snapshot, LineId id);
[[nodiscard]] std::optional<Line> line_by_id(store::Transaction& tx, LineId id);
// All versions, by language, the newest first.
[[nodiscard]] std::vector<LineText> texts_of(store::Snapshot& snapshot, LineId id);
// Of every line: what stands and what is under way.
[[nodiscard]] std::vector<LineText> living_texts(store::Snapshot& snapshot);
// What stands of this language; nothing where it expired, the line was retired, or its crisis is over. "ar" is found
// for "ar-EG".
[[nodiscard]] std::optional<LineText> standing_text(store::Transaction& tx, LineId id, std::string_view language,
                                                    Timestamp now);
// What stands of this purpose where the conversation lies: in a crisis its lines first, then the narrowest.
[[nodiscard]] std::optional<LineText> standing_text(store::Transaction& tx, const Conversation& conversation,
                                                    LinePurpose purpose, std::string_view language, Timestamp now);

// The same for each language there is one in, by language.
[[nodiscard]] std::vector<LineText> standing_texts(store::Snapshot& snapshot, const Conversation& conversation,
                                                   LinePurpose purpose, Timestamp now);

// A text that may be used in a conversation.
struct Suggestion {
  Line line;
  LineText text;
  std::vector<std::string> common;  // topics
};
// In this language, of lines that hold at the desk: in a crisis its lines, then those of a topic of hers, then the
// narrower, then by name. An empty language: hers.
[[nodiscard]] std::vector<Suggestion> suggested_lines(store::Snapshot& snapshot, const Conversation& conversation,
                                                      std::string_view language, Timestamp now, std::size_t limit = 20);
// The languages in which anything would be, by tag.
[[nodiscard]] std::vector<std::string> suggested_languages(store::Snapshot& snapshot, const Conversation& conversation,
                                                           Timestamp now);
// Those prepared for a crisis that would hold now if there was one, with what stands, by name and language.
[[nodiscard]] std::vector<Suggestion> crisis_lines(store::Snapshot& snapshot, Timestamp now);

// Where a line holds, as rights see it.
[[nodiscard]] bool may_at(const staff::DeskRights& rights, staff::DeskAction action, const staff::DeskScope& scope);

}  // namespace chancery::answer
