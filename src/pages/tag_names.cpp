#include "pages/tag_names.hpp"

#include "store/public_notes.hpp"
#include "text/fold.hpp"

namespace chancery::pages {

std::vector<std::string> TagNames::spellings(std::string_view name) {
  const auto wanted = text::fold(name);
  const auto now = store_.clock().steady();
  const std::lock_guard lock(mutex_);
  auto found = folded_.find(wanted);
  const auto age = read_ ? now - *read_ : std::chrono::steady_clock::duration::max();
  if (age >= (found == folded_.end() ? kKeptUnknown : kKept)) {
    folded_.clear();
    for (auto& tag : store_.read([](store::Snapshot& snapshot) { return store::all_tags(snapshot, kMost); })) {
      folded_[text::fold(tag)].push_back(std::move(tag));
    }
    read_ = now;
    found = folded_.find(wanted);
  }
  return found == folded_.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace chancery::pages
