#include "pages/tag_names.hpp"

#include <utility>

#include "store/public_notes.hpp"
#include "text/fold.hpp"

namespace chancery::pages {

std::vector<std::string> TagNames::spellings(std::string_view name) {
  const auto wanted = text::fold(name);
  const auto position = store_.last_position();
  const std::lock_guard lock(mutex_);
  if (read_ != position) {
    folded_.clear();
    for (auto& tag : store_.read([](store::Snapshot& snapshot) { return store::all_tags(snapshot, kMost); })) {
      auto folded = text::fold(tag);
      folded_[std::move(folded)].push_back(std::move(tag));
    }
    read_ = position;
  }
  const auto found = folded_.find(wanted);
  return found == folded_.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace chancery::pages
