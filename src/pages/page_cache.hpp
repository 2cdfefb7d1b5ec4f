// Finished pages, kept until something is said: a page is made and compressed once for everyone who reads the same.
//
// What is kept is known by its key (path, place in the list, reader's languages, coding) and by how far the log was
// when it was made. An event that changes what the public reads makes every page older than itself stale: ours at
// once (a post, an edit, a deletion, a name, and every event this file does not know), strangers' (replies, follows)
// within two seconds, so that a storm of replies cannot undo the keeping. What has no event (votes, a poll's end) shows
// within half a minute.
//
// Thread safety: any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/http.hpp"
#include "store/store.hpp"

namespace chancery::pages {

class PageCache {
 public:
  static constexpr std::size_t kBytes = std::size_t{32} << 20U;
  static constexpr std::chrono::seconds kOthersShow{2};
  static constexpr std::chrono::seconds kLongest{30};

  // Borrows the store. At most `bytes` are kept, the longest unread go first.
  explicit PageCache(const store::Store& store, std::size_t bytes = kBytes);
  PageCache(const PageCache&) = delete;
  PageCache& operator=(const PageCache&) = delete;

  // The page under `key` for this request: kept, or made now and kept when its status is 200. `make` runs without
  // any lock held and must not vary with what the key leaves out.
  [[nodiscard]] net::Response answer(const net::Request& request, std::string_view key,
                                     const std::function<net::Response()>& make);

  struct Counts {
    std::uint64_t kept = 0;  // answered from what is kept
    std::uint64_t made = 0;
    std::size_t bytes = 0;
  };
  [[nodiscard]] Counts counts() const;

 private:
  using Response = std::shared_ptr<const net::Response>;  // shared by the cache and who is copying from it
  struct Page {
    std::string key;
    Response response;
    std::int64_t position;  // of the log when it was begun
    std::chrono::steady_clock::time_point made;
    std::size_t bytes;
  };
  using Pages = std::list<Page>;  // the last read first

  void follow_log();
  [[nodiscard]] bool is_fresh(const Page& page) const;
  [[nodiscard]] Response find(const std::string& key);
  void keep(Page page);

  const store::Store& store_;
  const std::size_t limit_;
  mutable std::mutex mutex_;  // guards all below
  Pages pages_;
  std::unordered_map<std::string, Pages::iterator> by_key_;
  std::size_t bytes_ = 0;
  std::int64_t seen_;    // how far the log was read
  std::int64_t ours_;    // position of the last event of ours
  std::int64_t others_;  // of the last of strangers
  std::uint64_t hits_ = 0;
  std::uint64_t misses_ = 0;
};

}  // namespace chancery::pages
