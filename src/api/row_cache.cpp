#include "api/row_cache.hpp"

#include <utility>

namespace chancery::api {

bool RowCache::append(std::string& text, const Key& key, Time now) {
  const std::lock_guard lock(mutex_);
  if (key.feed != feed_ || now - since_ >= kKept) return false;
  const auto kept = rows_.find(key.id);
  if (kept == rows_.end() || kept->second.revision != key.revision) return false;
  text += kept->second.text;
  return true;
}

void RowCache::put(const Key& key, std::string row, Time now) {
  const std::lock_guard lock(mutex_);
  if (key.feed < feed_) return;
  if (key.feed > feed_ || now - since_ >= kKept || rows_.size() >= kRows) {
    rows_.clear();
    feed_ = key.feed;
    since_ = now;
  }
  rows_.insert_or_assign(key.id, Row{key.revision, std::move(row)});
}

}  // namespace chancery::api
