#include "api/link_cards.hpp"

#include <algorithm>
#include <utility>

#include "api/known_actors.hpp"
#include "base/log.hpp"
#include "feeds/feed_encoding.hpp"
#include "net/html_page.hpp"
#include "net/redirects.hpp"
#include "speak/link_card.hpp"
#include "speak/permissions.hpp"
#include "speak/picture_files.hpp"
#include "store/note_pages.hpp"
#include "text/page_card.hpp"

namespace chancery::api {
namespace {

using namespace std::chrono_literals;

constexpr auto kPageTime = 4s;
constexpr auto kPictureTime = 4s;
constexpr auto kAllTime = 12s;  // after which no other page of a thread is begun
constexpr std::size_t kMaxPage = std::size_t{2} << 20;
constexpr std::size_t kMaxPicture = std::size_t{10} << 20;
constexpr std::size_t kMaxAddress = 2'048;
constexpr std::size_t kMaxKnown = 256;
constexpr auto kCardKept = 30min;
constexpr auto kFailureKept = 5min;
constexpr double kPerSecond = 1.0 / 20;  // pages one person may have looked at
constexpr double kAtOnce = 30;

net::OutgoingRequest get(const net::Url& url, std::string_view accept, std::chrono::milliseconds deadline,
                         std::size_t most) {
  net::OutgoingRequest request;
  request.url = url;
  request.deadline = deadline;
  request.max_body = most;
  request.headers.add("Accept", std::string(accept));
  return request;
}

// Not from whom we do not talk to.
net::Admits no_blocked(const activitypub::Blocks& blocks) {
  return [&blocks](const net::Url& url) -> Status {
    if (!blocks.has_host(url.host())) return {};
    return fail(Errc::Refused, url.host() + " is blocked");
  };
}

}  // namespace

LinkCards::LinkCards(const Services& services) : services_(services), people_(services.clock, kPerSecond, kAtOnce) {}

std::optional<LinkCards::Known> LinkCards::known(activity::AccountId account, const std::string& url) {
  const std::scoped_lock lock(mutex_);
  const auto found = known_.find({account, url});
  if (found == known_.end() || found->second.until <= services_.clock.steady()) return std::nullopt;
  return found->second;
}

void LinkCards::remember(activity::AccountId account, const std::string& url, const Found& found) {
  const auto now = services_.clock.steady();
  const std::scoped_lock lock(mutex_);
  if (known_.size() >= kMaxKnown) std::erase_if(known_, [&](const auto& entry) { return entry.second.until <= now; });
  if (known_.size() >= kMaxKnown) known_.clear();
  const auto kept = found.card ? std::chrono::seconds{kCardKept} : std::chrono::seconds{kFailureKept};
  known_[{account, url}] = {found.card, now + kept, found.private_post};
}

// Kept like an upload of the person who writes: approvers see it, and it goes when no version uses it.
speak::MediaId LinkCards::fetch_picture(const net::Url& address, const staff::User& by) const {
  const auto answer = net::fetch_following(services_.client, get(address, "image/*", kPictureTime, kMaxPicture),
                                           no_blocked(services_.blocks));
  if (!answer || answer->status != 200) return {};
  const auto made = services_.strangers_pictures.render(
      answer->body, {.shape = media::Shape::Whole, .focus = {}, .large = 800, .small = 400});
  if (!made) return {};
  const auto kept = speak::keep_picture(services_.store, services_.picture_files, *made, by, "media.card");
  return kept ? kept->id : speak::MediaId{};
}

bool LinkCards::may_show(const std::string& post, activity::AccountId account) const {
  if (services_.publisher.sources == nullptr) return false;
  const auto source = services_.publisher.sources->look(post, account);
  if (source && source->ours) return true;
  const auto author = source ? Result<activity::Actor>(source->author) : services_.finder.find(post);
  if (!author) return false;
  return services_.store.read([&](store::Snapshot& snapshot) {
    const auto now = services_.clock.now();
    if (is_registered(snapshot, *author, author->uri, now)) return true;
    return source && std::ranges::any_of(speak::permissions_of(snapshot, account, source->uri), [&](const auto& given) {
             return !given.ended_at && (!given.says.until || *given.says.until > now);
           });
  });
}

bool LinkCards::is_private_post(const std::string& address, activity::AccountId account) const {
  const auto post =
      services_.store.read([&](store::Snapshot& snapshot) { return store::strangers_note_at(snapshot, address); });
  return !post.empty() && !may_show(post, account);
}

LinkCards::Found LinkCards::fetch(const std::string& address, activity::AccountId account,
                                  const staff::User& by) const {
  const auto url = net::Url::parse(address);
  if (!url) return {};
  if (is_private_post(url->text(), account)) return {.card = {}, .private_post = true};
  const auto answer =
      net::fetch_following(services_.client, get(*url, "text/html", kPageTime, kMaxPage), no_blocked(services_.blocks));
  if (!answer) {
    log::info("api", "no card of a page at {}: {}", url->host(), answer.error().detail);
    return {};
  }
  if (!net::is_html_page(*answer)) return {};
  if (answer->url.text() != url->text() && is_private_post(answer->url.text(), account)) {
    return {.card = {}, .private_post = true};
  }
  const auto head = std::string_view(answer->body).substr(0, text::kMaxCardPage);
  const auto page = feeds::decode_document(head, answer->headers.find("Content-Type").value_or(""));
  auto card = text::read_page_card(page.text);
  if (card.title.empty()) return {};
  if (!card.post.empty()) {
    const auto post = answer->url.resolve(card.post);
    if (!post || !may_show(post->text(), account)) return {.card = {}, .private_post = true};
  }
  speak::PostCard found{.url = address,
                        .title = std::move(card.title),
                        .description = std::move(card.description),
                        .site = card.site.empty() ? answer->url.host() : std::move(card.site)};
  if (card.image.empty()) return {.card = std::move(found)};
  if (const auto image = answer->url.resolve(card.image); image) found.media = fetch_picture(*image, by);
  return {.card = std::move(found)};
}

void LinkCards::fill(speak::PostBody& body, const std::optional<speak::PostBody>& before, const Missing& missing) {
  std::map<std::string, speak::PostCard> had;
  if (before && before->card) had.emplace(before->card->url, *before->card);
  if (before) {
    for (const auto& part : before->following) {
      if (part.card) had.emplace(part.card->url, *part.card);
    }
  }
  for (std::size_t part = 0; part < speak::part_count(body); ++part) {
    auto& card = part == 0 ? body.card : body.following[part - 1].card;
    card.reset();
    const auto url = speak::link_for_card(speak::part_of(body, part), services_.addresses);
    if (url.empty() || url.size() > kMaxAddress) continue;
    if (const auto same = had.find(url); same != had.end()) {
      card = same->second;
    } else if (const auto seen = known(body.account, url)) {
      card = seen->card;
    } else {
      card = missing(url);
    }
  }
}

void LinkCards::keep(speak::PostBody& body, const std::optional<speak::PostBody>& before) {
  fill(body, before, [](const std::string&) { return std::nullopt; });
}

void LinkCards::look(Looks& looks, const staff::User& by, speak::PostBody& body,
                     const std::optional<speak::PostBody>& before) {
  const auto until = services_.clock.steady() + kAllTime;
  fill(body, before, [&](const std::string& url) -> std::optional<speak::PostCard> {
    if (services_.clock.steady() >= until || people_.take(by.login)) return std::nullopt;
    const auto seat = looks.take();
    if (!seat) return std::nullopt;
    auto found = fetch(url, body.account, by);
    remember(body.account, url, found);
    return std::move(found.card);
  });
}

std::vector<std::string> LinkCards::private_posts(const speak::PostBody& body) {
  std::vector<std::string> urls;
  for (std::size_t part = 0; part < speak::part_count(body); ++part) {
    auto url = speak::link_for_card(speak::part_of(body, part), services_.addresses);
    const auto seen = url.empty() ? std::nullopt : known(body.account, url);
    if (seen && seen->private_post) urls.push_back(std::move(url));
  }
  return urls;
}

}  // namespace chancery::api
