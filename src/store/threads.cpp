#include "store/threads.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

namespace chancery::store {

std::vector<ThreadEntry> thread_below(Snapshot& snapshot, const activity::Note& note, std::size_t limit) {
  const auto answers = answers_below(snapshot, note.uri, limit);
  std::multimap<std::string_view, const Answer*> by_parent;
  for (const auto& answer : answers) by_parent.emplace(answer.in_reply_to, &answer);
  struct Step {
    const Answer* answer;
    std::size_t depth;
  };
  std::vector<Step> open;  // the next one last
  const auto open_below = [&](std::string_view uri, std::size_t depth) {
    const auto [first, last] = by_parent.equal_range(uri);
    const auto begin = open.size();
    for (auto each = first; each != last; ++each) open.push_back({each->second, depth});
    std::sort(open.begin() + static_cast<std::ptrdiff_t>(begin), open.end(), [](const Step& a, const Step& b) {
      return std::tie(a.answer->at, a.answer->id) > std::tie(b.answer->at, b.answer->id);
    });
    by_parent.erase(first, last);
  };
  std::vector<ThreadEntry> thread;
  open_below(note.uri, 0);
  while (!open.empty()) {
    const auto [answer, depth] = open.back();
    open.pop_back();
    if (answer->id == note.id) continue;
    thread.push_back({answer->id, depth, answer->readable, answer->deleted});
    open_below(answer->uri, depth + 1);
  }
  return thread;
}

}  // namespace chancery::store
