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
#include <utility>
#include <vector>

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
  // post is not held up by them for more than some seconds. So many a person may have fetched. Neither does a post of
  // another network's, unless its author stands in the register, or lets this account speak of it: a card would spread
  // a private person's words, name and picture without asking her.
  void look(Looks& looks, const staff::User& by, speak::PostBody& body, const std::optional<speak::PostBody>& before);
  // The links that were found a moment ago to lead to such posts.
  [[nodiscard]] std::vector<std::string> private_posts(const speak::PostBody& body);

 private:
  struct Known {
    std::optional<speak::PostCard> card;
    std::chrono::steady_clock::time_point until;
    bool private_post = false;
  };
  struct Found {
    std::optional<speak::PostCard> card;
    bool private_post = false;
  };
  using Missing = std::function<std::optional<speak::PostCard>(const std::string& url)>;
  void fill(speak::PostBody& body, const std::optional<speak::PostBody>& before, const Missing& missing);
  [[nodiscard]] std::optional<Known> known(activity::AccountId account, const std::string& url);
  void remember(activity::AccountId account, const std::string& url, const Found& found);
  [[nodiscard]] Found fetch(const std::string& address, activity::AccountId account, const staff::User& by) const;
  // Of the post or account at this address: whether the account may spread its author's words.
  [[nodiscard]] bool may_show(const std::string& post, activity::AccountId account) const;
  // Whether a note we know stands at this address, whatever the page there says, and may not be spread so.
  [[nodiscard]] bool is_private_post(const std::string& address, activity::AccountId account) const;
  [[nodiscard]] speak::MediaId fetch_picture(const net::Url& address, const staff::User& by) const;

  const Services services_;
  activitypub::RateLimit people_;
  std::mutex mutex_;
  std::map<std::pair<activity::AccountId, std::string>, Known> known_;  // by URL; guarded by mutex_
};

}  // namespace chancery::api
