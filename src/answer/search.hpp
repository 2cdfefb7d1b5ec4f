// Search over correspondence: what people wrote to us, what we answered, what we said about it among ourselves.
//
// An index of words alone (FTS5, contentless): it holds no text, and words of what was taken back leave it in the
// transaction that marks it. `marks` stand beside the words (desk, language, direction, private or not) so that a
// reader of a few desks looks through theirs alone; they may be behind for a moment, so every hit is checked against
// the conversation's own row and against the reader's rights.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "answer/conversations.hpp"
#include "desk/view_query.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// `words`: text::Segmenter::search_words of what it says. Replaces what was there of it.
void index_message(store::Transaction& tx, const Conversation& conversation, const Message& message,
                   std::string_view words);
void index_note(store::Transaction& tx, const Conversation& conversation, std::int64_t internal_note,
                std::string_view words);
// Of a message that was taken back: it is found by nothing any more.
void forget_words(store::Transaction& tx, activity::NoteId note);
// The conversation lies elsewhere, or is private now: its rows are written anew.
void mark_anew(store::Transaction& tx, ConversationId id);

struct SearchQuery {
  std::string words;  // as somebody typed them
  InboxQuery filter;  // its view says nothing here
  desk::ViewQuery::List list = desk::ViewQuery::List::Any;
  std::int64_t before = 0;  // a hit's number; 0: from the newest
  std::size_t limit = 25;
};

struct Hit {
  Conversation conversation;
  activity::NoteId note;           // the message it is in,
  std::int64_t internal_note = 0;  // or the internal note
  std::int64_t number = 0;
};

// Hits looked at for one page.
inline constexpr std::size_t kCandidates = 5'000;
inline constexpr std::size_t kDesksByMarks = 8;  // a reader of more looks through everything

struct Hits {
  std::vector<Hit> hits;                      // newest first; of a conversation the newest alone
  std::int64_t next = 0;                      // 0: that was all
  std::optional<Timestamp> searched_back_to;  // where the looking stopped before the end
};
// Fails with Errc::Invalid where there is no word to search for.
[[nodiscard]] Result<Hits> search(store::Snapshot& snapshot, const Reader& reader, const SearchQuery& query);

}  // namespace chancery::answer
