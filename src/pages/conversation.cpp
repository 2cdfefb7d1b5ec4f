#include "pages/conversation.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <string>
#include <utility>

#include "speak/posts.hpp"
#include "store/notes.hpp"
#include "store/public_notes.hpp"

namespace chancery::pages {
std::vector<activity::Note> earlier_than(store::Snapshot& snapshot, const activity::Note& note) {
  std::vector<activity::Note> earlier;
  std::set<std::string> seen{note.uri};
  for (auto uri = note.in_reply_to; !uri.empty() && earlier.size() < kMostEarlier;) {
    auto parent = store::note_by_uri(snapshot, uri);
    if (!parent || parent->deleted || !is_public(*parent) || !seen.insert(uri).second) break;
    uri = parent->in_reply_to;
    earlier.push_back(std::move(*parent));
  }
  std::ranges::reverse(earlier);
  return earlier;
}

std::vector<Reply> replies_below(store::Snapshot& snapshot, std::span<const activity::Note> thread) {
  if (thread.empty()) return {};
  const auto answers = store::answers_below(snapshot, thread.front().uri, kMostAnswers);
  std::multimap<std::string_view, const store::Answer*> by_parent;
  for (const auto& answer : answers) {
    const bool part = std::ranges::find(thread, answer.id, &activity::Note::id) != thread.end();
    if (!part) by_parent.emplace(answer.in_reply_to, &answer);
  }
  struct Step {
    const store::Answer* answer;
    std::size_t depth;
  };
  std::vector<Step> open;  // the next one last
  const auto open_below = [&](std::string_view uri, std::size_t depth) {
    const auto [first, last] = by_parent.equal_range(uri);
    const auto begin = open.size();
    for (auto each = first; each != last; ++each) open.push_back({each->second, depth});
    std::sort(open.begin() + static_cast<std::ptrdiff_t>(begin), open.end(),
              [](const Step& a, const Step& b) { return a.answer->id > b.answer->id; });
    by_parent.erase(first, last);  // each once, whatever strangers claim to answer
  };
  std::vector<Reply> replies;
  for (const auto& part : thread | std::views::reverse) open_below(part.uri, 0);
  while (!open.empty()) {
    const auto [answer, depth] = open.back();
    open.pop_back();
    if (answer->readable) replies.push_back({answer->id, depth});
    open_below(answer->uri, depth + 1);
  }
  return replies;
}

std::vector<activity::Note> thread_around(store::Snapshot& snapshot, const activity::Note& note) {
  std::vector<activity::Note> thread;
  for (const auto id : speak::thread_of(snapshot, note.id)) {
    auto part = store::note_by_id(snapshot, id);
    if (part && !part->deleted && is_public(*part)) thread.push_back(std::move(*part));
  }
  if (thread.empty()) thread.push_back(note);
  return thread;
}

}  // namespace chancery::pages
