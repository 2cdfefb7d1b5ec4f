#include "pages/conversation.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

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

std::vector<store::ThreadEntry> replies_below(store::Snapshot& snapshot, const activity::Note& note) {
  return store::with_holes(store::thread_below(snapshot, note, kMostAnswers),
                           [](const store::ThreadEntry& entry) { return entry.readable; });
}

}  // namespace chancery::pages
