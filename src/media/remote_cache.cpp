#include "media/remote_cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "media/whole_file.hpp"

namespace chancery::media {
namespace fs = std::filesystem;

RemoteCache::RemoteCache(fs::path folder, std::uint64_t bound)
    : folder_(std::move(folder)), bound_(bound), index_(std::make_unique<Index>()) {}

Result<RemoteCache> RemoteCache::open(fs::path folder, std::uint64_t bytes) {
  RemoteCache cache(std::move(folder), bytes);
  if (const auto read = cache.read_folder(); !read) return fail(read.error());
  return cache;
}

fs::path RemoteCache::path_of(const Entry& entry) const {
  return folder_ / entry.name.substr(0, 2) / (entry.name.substr(2) + '.' + std::string(extension_of(entry.format)));
}

// A file's time of change is when it was last asked for.
Status RemoteCache::read_folder() {
  if (const auto made = make_folder(folder_); !made) return made;
  std::vector<std::pair<fs::file_time_type, Entry>> found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    const auto name = FileName::parse(at->path().parent_path().filename().string() + at->path().filename().string());
    const auto bytes = at->file_size(error);
    const auto used = at->last_write_time(error);
    if (!name || at.depth() != 1 || bytes == 0 || error) {
      fs::remove(at->path(), error);
      continue;
    }
    found.emplace_back(used, Entry{name->text().substr(0, name->text().find('.')), name->format(), bytes});
  }
  if (error) return fail(Errc::Unavailable, "cannot read " + folder_.string() + ": " + error.message());
  std::ranges::sort(found, {}, [](const auto& pair) { return pair.first; });
  const std::scoped_lock lock(index_->mutex);
  for (auto& [used, entry] : found) {
    if (const auto same = index_->by_name.find(entry.name); same != index_->by_name.end()) drop(same->second);
    remember(std::move(entry));
  }
  make_room();
  return {};
}

std::optional<CachedFile> RemoteCache::find(std::string_view key) {
  const std::scoped_lock lock(index_->mutex);
  const auto found = index_->by_name.find(crypto::to_hex(crypto::sha256(key)));
  if (found == index_->by_name.end()) return {};
  const auto entry = found->second;
  auto path = path_of(*entry);
  std::error_code error;
  fs::last_write_time(path, fs::file_time_type::clock::now(), error);
  if (error) {  // somebody emptied the folder
    drop(entry);
    return {};
  }
  index_->entries.splice(index_->entries.end(), index_->entries, entry);
  return CachedFile{{std::move(path), entry->bytes}, entry->format};
}

Result<CachedFile> RemoteCache::put(std::string_view key, const Rendition& rendition) {
  Entry entry{crypto::to_hex(crypto::sha256(key)), rendition.format, rendition.bytes.size()};
  if (entry.bytes > bound_) {
    return fail(Errc::TooLarge, fmt::format("{} bytes in a cache of {}", entry.bytes, bound_),
                "this picture is too large to be shown here");
  }
  auto path = path_of(entry);
  if (const auto written = write_whole_file(folder_, path, rendition.bytes); !written) return fail(written.error());
  const std::scoped_lock lock(index_->mutex);
  if (const auto same = index_->by_name.find(entry.name); same != index_->by_name.end()) {
    same->second->format == entry.format ? forget(same->second) : drop(same->second);
  }
  remember(std::move(entry));
  make_room();
  return CachedFile{{std::move(path), rendition.bytes.size()}, rendition.format};
}

void RemoteCache::remove(std::string_view key) {
  const std::scoped_lock lock(index_->mutex);
  const auto found = index_->by_name.find(crypto::to_hex(crypto::sha256(key)));
  if (found != index_->by_name.end()) drop(found->second);
}

std::uint64_t RemoteCache::bytes() const {
  const std::scoped_lock lock(index_->mutex);
  return index_->bytes;
}

std::size_t RemoteCache::files() const {
  const std::scoped_lock lock(index_->mutex);
  return index_->entries.size();
}

void RemoteCache::remember(Entry entry) {
  index_->bytes += entry.bytes;
  const auto at = index_->entries.insert(index_->entries.end(), std::move(entry));
  index_->by_name.emplace(at->name, at);
}

void RemoteCache::forget(std::list<Entry>::iterator entry) {
  index_->bytes -= entry->bytes;
  index_->by_name.erase(entry->name);
  index_->entries.erase(entry);
}

void RemoteCache::drop(std::list<Entry>::iterator entry) {
  std::error_code ignored;
  fs::remove(path_of(*entry), ignored);
  forget(entry);
}

void RemoteCache::make_room() {
  while (index_->bytes > bound_ && !index_->entries.empty()) drop(index_->entries.begin());
}

}  // namespace chancery::media
