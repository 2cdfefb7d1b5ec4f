// Fetches the card of a post's first link while the post is written: once, by us, and never for others' posts.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "activitypub/rate_limit.hpp"
#include "api/looks.hpp"
#include "api/routes.hpp"
#include "speak/post_body.hpp"
#include "staff/users.hpp"

namespace chancery::api {

// Thread safety: any thread. A call may wait for another server some seconds.
class LinkCards {
 public:
  explicit LinkCards(const Services& services);

  // Gives the body the card of its first link: the one it had in `before` while the link is the same, else what the
  // page says now. A page that cannot be read, or says nothing, gives none; a post is never held up by it. So many a
  // person may have fetched, and what was looked at a moment ago is not fetched again.
  void fill(Looks& looks, const staff::User& by, speak::PostBody& body, const std::optional<speak::PostCard>& before);

 private:
  struct Known {
    std::optional<speak::PostCard> card;
    std::chrono::steady_clock::time_point until;
  };
  [[nodiscard]] std::optional<Known> known(const std::string& url);
  void remember(const std::string& url, const std::optional<speak::PostCard>& card);
  [[nodiscard]] std::optional<speak::PostCard> fetch(const std::string& address, const staff::User& by) const;
  [[nodiscard]] speak::MediaId fetch_picture(const net::Url& address, const staff::User& by) const;

  const Services services_;
  activitypub::RateLimit people_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;  // by URL; guarded by mutex_
};

}  // namespace chancery::api
