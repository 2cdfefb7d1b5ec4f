#include "pages/conversation.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "speak/posts.hpp"
#include "store/notes.hpp"

namespace chancery::pages {

Earlier earlier_than(store::Snapshot& snapshot, const activity::Note& note) {
  Earlier earlier;
  std::set<std::string> seen{note.uri};
  auto uri = note.in_reply_to;
  while (!uri.empty() && earlier.notes.size() < kMostEarlier && seen.insert(uri).second) {
    auto parent = store::note_by_uri(snapshot, uri);
    if (!parent || parent->deleted || !is_public(*parent)) break;
    uri = parent->in_reply_to;
    earlier.notes.push_back(std::move(*parent));
  }
  earlier.more = !uri.empty();
  std::ranges::reverse(earlier.notes);
  return earlier;
}

std::vector<store::ThreadEntry> replies_below(store::Snapshot& snapshot, std::span<const activity::Note> thread) {
  if (thread.empty()) return {};
  std::vector<std::vector<store::ThreadEntry>> below(thread.size());
  struct Part {
    std::size_t at = 0;
    std::size_t depth = 0;  // of what answers it
  };
  std::vector<Part> around{{}};  // the innermost last
  for (auto entry : store::thread_below(snapshot, thread.front(), kMostAnswers)) {
    while (around.size() > 1 && entry.depth < around.back().depth) around.pop_back();
    const auto part = std::ranges::find(thread, entry.id, &activity::Note::id);
    if (part != thread.end()) {
      around.push_back({static_cast<std::size_t>(part - thread.begin()), entry.depth + 1});
      continue;
    }
    entry.depth -= around.back().depth;
    below[around.back().at].push_back(entry);
  }
  std::vector<store::ThreadEntry> all;
  for (const auto& answers : below) all.insert(all.end(), answers.begin(), answers.end());
  return store::with_holes(std::move(all), [](const store::ThreadEntry& entry) { return entry.readable; });
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
