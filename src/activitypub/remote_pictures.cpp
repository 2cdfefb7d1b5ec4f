#include "activitypub/remote_pictures.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "activitypub/rate_limit.hpp"
#include "base/log.hpp"
#include "base/media_type.hpp"
#include "net/redirects.hpp"

namespace chancery::activitypub {
namespace {

using Steady = std::chrono::steady_clock::time_point;

constexpr std::chrono::seconds kHopeless{6 * 3'600};  // no picture at all, or none we show
constexpr std::chrono::seconds kGone{3'600};
constexpr std::chrono::seconds kTrouble{600};    // its server does not answer as it should
constexpr std::chrono::seconds kHostRests{120};  // it could not be reached

// What stands at the head of a picture, so that nothing else goes near a decoder.
bool begins_as_picture(std::string_view bytes) {
  return media::begins_as(media::Format::Jpeg, bytes) || media::begins_as(media::Format::Png, bytes) ||
         media::begins_as(media::Format::Webp, bytes) || bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a");
}

// A picture by what its server says. Some say nothing, or "octet-stream": the first bytes decide then.
bool says_picture(std::string_view content_type) {
  const auto type = bare_media_type(content_type);
  return type.empty() || type == "application/octet-stream" || type == "binary/octet-stream" ||
         (type.starts_with("image/") && !type.starts_with("image/svg"));
}

Result<std::string> picture_in(Result<net::IncomingResponse> answer) {
  if (!answer) return fail(std::move(answer.error()));
  const auto says = answer->url.authority() + " answers " + std::to_string(answer->status);
  if (answer->status == 404 || answer->status == 410) return fail(Errc::Gone, says);
  if (answer->status == 429 || answer->status >= 500) return fail(Errc::Unavailable, says);
  if (answer->status != 200) return fail(Errc::Refused, says);
  if (!says_picture(answer->headers.find("Content-Type").value_or("")) || !begins_as_picture(answer->body)) {
    return fail(Errc::Unsupported, answer->url.authority() + " sends what is no picture we show");
  }
  return std::move(answer->body);
}

bool is_trouble(Errc code) {
  return code == Errc::Timeout || code == Errc::Unavailable || code == Errc::TooMany || code == Errc::Internal;
}

std::chrono::seconds rest_after(Errc code) {
  if (code == Errc::Gone) return kGone;
  return is_trouble(code) ? kTrouble : kHopeless;
}

net::Response no_picture_answer() {
  auto response = net::Response::of({Errc::NotFound, "no picture", "there is no such picture"});
  response.headers.set("Cache-Control", "private, max-age=300");
  return response;
}

net::Response failed_answer(Errc code) {
  if (!is_trouble(code)) return no_picture_answer();
  auto response = net::Response::text(502, "the picture's own server does not give it now");
  response.headers.set("Cache-Control", "private, max-age=60");
  return response;
}

net::Response picture_later(std::chrono::seconds wait) {
  auto response = net::Response::text(503, "too many pictures are asked for: try again later");
  response.headers.set("Retry-After", std::to_string(wait.count()));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// The browser keeps it; nobody on the way does, so that what is taken back is gone. No other site may show it.
net::Response picture_answer(const media::CachedFile& found) {
  net::Response response;
  response.headers.add("Content-Type", std::string(media::media_type_of(found.format)));
  response.headers.add("Cache-Control", "private, max-age=2592000, immutable");
  response.headers.add("Content-Security-Policy", "default-src 'none'; sandbox");
  response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
  response.body = net::FileBody{found.file.path, 0, found.file.bytes};
  return response;
}

// What failed, for a while. The oldest goes first.
class Failures {
 public:
  explicit Failures(std::size_t most) : most_(most) {}

  std::optional<Errc> find(const std::string& key, Steady now) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    if (found->second->until > now) return found->second->code;
    order_.erase(found->second);
    by_key_.erase(found);
    return std::nullopt;
  }
  void add(const std::string& key, Errc code, Steady until) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
      order_.erase(found->second);
      by_key_.erase(found);
    }
    by_key_[key] = order_.insert(order_.end(), Failure{key, code, until});
    while (order_.size() > most_) {
      by_key_.erase(order_.front().key);
      order_.pop_front();
    }
  }

 private:
  struct Failure {
    std::string key;
    Errc code;
    Steady until;
  };
  const std::size_t most_;
  std::list<Failure> order_;
  std::unordered_map<std::string, std::list<Failure>::iterator> by_key_;
};

}  // namespace

struct RemotePictures::Impl : std::enable_shared_from_this<RemotePictures::Impl> {
  struct Reader {
    net::Responder responder;
    std::string address;
  };
  // One picture on its way, with all who wait for it.
  struct Flight {
    net::Url url;
    ShownAs as = ShownAs::Picture;
    Steady begun;
    std::vector<Reader> readers;
  };
  struct Fetched {
    std::string key;
    Result<std::string> bytes;
  };
  struct Start {
    std::string key;
    net::Url url;
  };

  Impl(const Parts& parts_, const Options& options_)
      : parts(parts_),
        options(options_),
        clock(parts_.store.clock()),
        hosts(clock, options_.host_per_second, options_.host_burst),
        failures(options_.failures) {}

  static std::string key_of(const RemotePicture& picture) {
    static constexpr std::array<std::string_view, 3> kKinds{"picture ", "avatar ", "emoji "};
    return std::string(kKinds.at(static_cast<std::size_t>(picture.as))) + picture.url;
  }

  void show(net::Request request, net::Responder responder) {
    const auto wanted = parts.store.read(
        [&](store::Snapshot& snapshot) { return parts.links.resolve(snapshot, request.param("token")); });
    if (!wanted) return std::move(responder).send(no_picture_answer());
    const auto key = key_of(*wanted);
    if (const auto found = parts.cache.find(key)) return std::move(responder).send(picture_answer(*found));
    auto url = net::Url::parse(wanted->url);
    if (!url) return std::move(responder).send(no_picture_answer());
    std::vector<Start> starts;
    std::optional<net::Response> answer;
    {
      const std::scoped_lock lock(mutex);
      answer = admit(key, *url, wanted->as, request.peer);
      if (!answer) {
        flights.at(key).readers.push_back({std::move(responder), request.peer});
        ++readers;
        ++by_address[request.peer];
        starts = next_starts();
      }
    }
    if (answer) return std::move(responder).send(std::move(*answer));
    dial(std::move(starts));
  }

  // Makes a flight where there is none; an answer where none is needed or may be made. With the mutex held.
  std::optional<net::Response> admit(const std::string& key, const net::Url& url, ShownAs as,
                                     const std::string& address) {
    if (stopped) return picture_later(std::chrono::seconds{30});
    const auto now = clock.steady();
    if (const auto failed = failures.find(key, now)) return failed_answer(*failed);
    const auto crowded = by_address.find(address);
    if (readers >= options.readers || (crowded != by_address.end() && crowded->second >= options.readers_per_address)) {
      return picture_later(std::chrono::seconds{10});
    }
    if (flights.contains(key)) return std::nullopt;
    // It may have landed since the first look: a picture is kept before its flight ends.
    if (const auto found = parts.cache.find(key)) return picture_answer(*found);
    if (const auto resting = failures.find(url.authority(), now)) return failed_answer(*resting);
    if (flights.size() >= options.pictures) return picture_later(std::chrono::seconds{10});
    if (const auto wait = hosts.take(url.authority())) return picture_later(*wait);
    flights.emplace(key, Flight{.url = url, .as = as, .begun = now, .readers = {}});
    waiting.push_back(key);
    return std::nullopt;
  }

  // Those whose turn it is, hosts in turn. With the mutex held.
  std::vector<Start> next_starts() {
    std::vector<Start> starts;
    for (auto at = waiting.begin(); at != waiting.end() && under_way < options.fetches;) {
      auto& flight = flights.at(*at);
      auto& of_host = by_host[flight.url.authority()];
      if (of_host >= options.fetches_per_host) {
        ++at;
        continue;
      }
      ++of_host;
      ++under_way;
      ++counts.fetched;
      starts.push_back({*at, flight.url});
      at = waiting.erase(at);
    }
    return starts;
  }

  void dial(std::vector<Start> starts) {
    for (auto& [key, url] : starts) {
      net::OutgoingRequest request;
      request.url = url;
      request.deadline = options.deadline;
      request.max_body = options.bytes;
      request.headers.add("Accept", "image/webp, image/png, image/jpeg, image/gif, image/*;q=0.5");
      const auto admits = [links = &parts.links](const net::Url& hop) -> Status {
        if (links->welcomes(hop.host())) return {};
        return fail(Errc::Refused, hop.host() + " shows no pictures here, by a rule of moderation");
      };
      net::get_following(parts.client, std::move(request), admits,
                         [self = shared_from_this(), key](Result<net::IncomingResponse> answer) {
                           self->take({key, picture_in(std::move(answer))});
                         });
    }
  }

  // On the client's thread: a decoder would hold up every other transfer.
  void take(Fetched came) {
    {
      const std::scoped_lock lock(mutex);
      if (stopped) return;
      fetched.push_back(std::move(came));
    }
    wake.notify_one();
  }

  // Without any lock held.
  Result<media::CachedFile> make(const Fetched& came, ShownAs as) const {
    if (!came.bytes) return fail(came.bytes.error());
    const auto shape = as == ShownAs::Face ? media::Shape::Square : media::Shape::Whole;
    const auto side = as == ShownAs::Face ? options.avatar : as == ShownAs::Emoji ? options.emoji : options.large;
    const auto picture = parts.worker.render(*came.bytes, {.shape = shape, .focus = {}, .large = side, .small = 16});
    if (!picture) return fail(picture.error());
    return parts.cache.put(came.key, picture->large);
  }

  void land(Fetched came) {
    ShownAs as{};
    {
      const std::scoped_lock lock(mutex);
      as = flights.at(came.key).as;
    }
    const bool reached = came.bytes || !is_trouble(came.bytes.error().code);
    const auto made = make(came, as);
    std::vector<Reader> readers_here;
    std::vector<Start> starts;
    {
      const std::scoped_lock lock(mutex);
      const auto flight = flights.extract(came.key);
      auto& [url, as_, begun, waiters] = flight.mapped();
      readers_here = std::move(waiters);
      leave_host(url.authority());
      --under_way;
      forget_readers(readers_here);
      made ? ++counts.made : ++counts.failed;
      if (!made) remember(came.key, url, made.error(), reached);
      starts = next_starts();
    }
    dial(std::move(starts));
    for (auto& reader : readers_here) {
      std::move(reader.responder).send(made ? picture_answer(*made) : failed_answer(made.error().code));
    }
  }

  void remember(const std::string& key, const net::Url& url, const Error& error, bool reached) {
    const auto now = clock.steady();
    log::info("activitypub", "no picture from {}: {}", url.authority(), error.detail);
    failures.add(key, error.code, now + rest_after(error.code));
    if (!reached) failures.add(url.authority(), error.code, now + kHostRests);
  }

  void leave_host(const std::string& authority) {
    const auto host = by_host.find(authority);
    if (host != by_host.end() && --host->second == 0) by_host.erase(host);
  }

  void forget_readers(const std::vector<Reader>& gone) {
    for (const auto& reader : gone) {
      --readers;
      const auto address = by_address.find(reader.address);
      if (address != by_address.end() && --address->second == 0) by_address.erase(address);
    }
  }

  // Those who waited in vain for their turn. With the mutex held.
  std::vector<Reader> take_impatient(Steady now, bool all) {
    std::vector<Reader> impatient;
    const auto too_long = [&](const std::string& key) {
      const auto flight = flights.find(key);
      if (!all && now - flight->second.begun < options.patience) return false;
      std::ranges::move(flight->second.readers, std::back_inserter(impatient));
      flights.erase(flight);
      return true;
    };
    std::erase_if(waiting, too_long);
    forget_readers(impatient);
    return impatient;
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::optional<Fetched> came;
      std::vector<Reader> impatient;
      {
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, std::chrono::seconds{1}, [this] { return !fetched.empty(); });
        impatient = take_impatient(clock.steady(), false);
        if (!fetched.empty()) {
          came = std::move(fetched.front());
          fetched.pop_front();
        }
      }
      for (auto& reader : impatient) std::move(reader.responder).send(picture_later(std::chrono::seconds{30}));
      if (came) land(std::move(*came));
    }
    close();
  }

  void close() {
    std::unordered_map<std::string, Flight> left;
    {
      const std::scoped_lock lock(mutex);
      stopped = true;
      left = std::exchange(flights, {});
      waiting.clear();
      fetched.clear();
    }
    for (auto& [key, flight] : left) {
      for (auto& reader : flight.readers) std::move(reader.responder).send(picture_later(std::chrono::seconds{30}));
    }
  }

  const Parts parts;
  const Options options;
  const Clock& clock;
  RateLimit hosts;
  mutable std::mutex mutex;  // guards all below
  std::condition_variable_any wake;
  Failures failures;  // of pictures, and of hosts that could not be reached
  std::unordered_map<std::string, Flight> flights;
  std::deque<std::string> waiting;  // keys of flights that are not dialled yet
  std::deque<Fetched> fetched;
  std::unordered_map<std::string, std::size_t> by_host;     // under way
  std::unordered_map<std::string, std::size_t> by_address;  // readers
  std::size_t readers = 0;
  std::size_t under_way = 0;
  bool stopped = false;
  Counts counts;
};

RemotePictures::RemotePictures(Parts parts, Options options) : impl_(std::make_shared<Impl>(parts, options)) {}

RemotePictures::~RemotePictures() {
  impl_->close();
}

void RemotePictures::show(net::Request request, net::Responder responder) {
  impl_->show(std::move(request), std::move(responder));
}

void add_picture_route(net::Router& router, RemotePictures& pictures) {
  router.add_deferred(net::Method::Get, "/remote-media/{token}",
                      [&pictures](net::Request request, net::Responder responder) {
                        pictures.show(std::move(request), std::move(responder));
                      });
}

void RemotePictures::run(const std::stop_token& stop) {
  impl_->run(stop);
}

RemotePictures::Counts RemotePictures::counts() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->counts;
}

}  // namespace chancery::activitypub
