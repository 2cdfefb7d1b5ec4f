// Strangers' pictures, kept only while they are looked at: a folder of bounded size from which the least recently used
// goes first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"
#include "media/files.hpp"
#include "media/picture.hpp"

namespace chancery::media {

struct CachedFile {
  StoredFile file;
  Format format = Format::Jpeg;
};

// The folder may be deleted while nobody runs: nothing in it is needed. Thread safety: any thread.
class RemoteCache {
 public:
  static constexpr std::uint64_t kUsualBytes = std::uint64_t{256} << 20;

  // Reads back what the folder holds, least recently used first, and removes what is over the bound or not ours to
  // read. Fails with Errc::Unavailable.
  [[nodiscard]] static Result<RemoteCache> open(std::filesystem::path folder, std::uint64_t bytes = kUsualBytes);

  // `key` says what it is: the address it came from and which rendition. Its hash names the file, so the folder does
  // not tell what was looked at. The file may be gone a moment later: an answer from it may turn out empty.
  [[nodiscard]] std::optional<CachedFile> find(std::string_view key);
  // Replaces what the key had and removes others to make room. Fails with Errc::TooLarge for a file of more than the
  // whole bound, and with Errc::Unavailable.
  [[nodiscard]] Result<CachedFile> put(std::string_view key, const Rendition& rendition);
  // Takes it out: its author deleted it, or its server is blocked.
  void remove(std::string_view key);

  [[nodiscard]] std::uint64_t bytes() const;
  [[nodiscard]] std::size_t files() const;

 private:
  struct Entry {
    std::string name;  // hash of the key
    Format format = Format::Jpeg;
    std::uint64_t bytes = 0;
  };
  struct Index {
    std::mutex mutex;
    std::list<Entry> entries;  // the least recently used first
    std::unordered_map<std::string, std::list<Entry>::iterator> by_name;
    std::uint64_t bytes = 0;
  };

  RemoteCache(std::filesystem::path folder, std::uint64_t bound);
  [[nodiscard]] std::filesystem::path path_of(const Entry& entry) const;
  [[nodiscard]] Status read_folder();
  // With the index's mutex held.
  void remember(Entry entry);
  void forget(std::list<Entry>::iterator entry);
  void drop(std::list<Entry>::iterator entry);  // from the disk too
  void make_room();

  std::filesystem::path folder_;
  std::uint64_t bound_;
  std::unique_ptr<Index> index_;  // on the heap, so that a cache can be moved
};

}  // namespace chancery::media
