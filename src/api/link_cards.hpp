// Fetches the cards of a post's links, of each part the first: by us, once, when who writes asks for it or submits the
// post, and never for others' posts. Nothing is contacted while she types.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
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

  // Gives each part the card of its first link: the one `before` has of that link, or what was found a moment ago.
  void keep(speak::PostBody& body, const std::optional<speak::PostBody>& before);
  // The same, and looks at the pages of the other links now. One that cannot be read, or says nothing, gives none; a
  // post is not held up by them for more than some seconds. So many a person may have fetched.
  void look(Looks& looks, const staff::User& by, speak::PostBody& body, const std::optional<speak::PostBody>& before);

 private:
  struct Known {
    std::optional<speak::PostCard> card;
    std::chrono::steady_clock::time_point until;
  };
  using Missing = std::function<std::optional<speak::PostCard>(const std::string& url)>;
  void fill(speak::PostBody& body, const std::optional<speak::PostBody>& before, const Missing& missing);
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
