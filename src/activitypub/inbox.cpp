#include "activitypub/inbox.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "activitypub/delivery.hpp"
#include "activitypub/effects.hpp"
#include "activitypub/following.hpp"
#include "activitypub/negotiation.hpp"
#include "activitypub/rate_limit.hpp"
#include "activitypub/read.hpp"
#include "activitypub/request_signature.hpp"
#include "activitypub/waiting_room.hpp"
#include "base/log.hpp"
#include "store/actors.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kSynchronizationName = "collection-synchronization";

net::Response busy(std::chrono::seconds wait) {
  auto response = net::Response::of({Errc::TooMany, "too fast", "too fast: try again later"});
  response.headers.set("Retry-After", std::to_string(wait.count()));
  return response;
}

// A peer's mistakes are 4xx; a body that can be read but makes no sense is 400 like one that cannot.
net::Response refused_post(const Error& error) {
  auto response = net::Response::of(error);
  if (error.code == Errc::Invalid || error.code == Errc::Malformed) response.status = 400;
  if (error.code == Errc::TooMany || error.code == Errc::Unavailable) response.headers.set("Retry-After", "30");
  return response;
}

net::Response stopping_inbox() {
  return refused_post({Errc::Unavailable, "stopping", "the server is stopping: try again"});
}

// Another server's trouble is not the sender's fault: it is to try again.
net::Response not_now() {
  return refused_post({Errc::Unavailable, "not fetched", "your server could not be asked now: try again later"});
}

std::string authority_of(const std::string& uri) {
  const auto url = net::Url::parse(uri);
  return url ? url->authority() : std::string();
}

}  // namespace

struct Inbox::Impl : std::enable_shared_from_this<Inbox::Impl> {
  // One POST on its way. Lives until it is answered.
  struct Post {
    explicit Post(Impl& inbox_, net::Request request_, net::Responder responder_)
        : inbox(inbox_.shared_from_this()), request(std::move(request_)), responder(std::move(responder_)) {}
    const std::shared_ptr<Impl> inbox;  // shared with Inbox
    net::Request request;
    net::Responder responder;
    std::string body;
    RequestSignature signature;
    ReceivedActivity activity;
    bool passed_on = false;                   // by another server than the actor's
    std::optional<WaitingRoom::Place> place;  // while it waits for another server
    bool refetched = false;                   // its key
    bool completed = false;                   // its object was fetched
  };
  using PostPtr = std::shared_ptr<Post>;  // shared along the chain of callbacks

  Impl(store::Store& store_, KeyRing& keys_, const Peers& peers_, const Clock& clock_, std::function<void()> accepted_,
       Limits limits_)
      : store(store_),
        keys(keys_),
        peers(peers_),
        clock(clock_),
        accepted(std::move(accepted_)),
        limits(limits_),
        room(std::make_shared<WaitingRoom>(WaitingRoom::Limits{limits_.waiting, limits_.waiting_per_address})),
        addresses(clock_, limits_.per_address, limits_.per_address_burst),
        hosts(clock_, limits_.per_host, limits_.per_host_burst),
        actors(clock_, limits_.per_actor, limits_.per_actor_burst) {}

  static void answer(const PostPtr& post, net::Response response) {
    std::move(post->responder).send(std::move(response));
  }
  static void accept(const PostPtr& post) { answer(post, net::Response::empty(202)); }

  // 401, with the reason in our log as in the answer. Who it was is told by the server's name alone.
  static net::Response unsigned_by(const Post& post, const std::string& why) {
    log::info("activitypub", "refused a POST of {}: {}", claimed_signer(post.request), why);
    return net::Response::of({Errc::Unauthorized, why, why});
  }

  // What can be said before anyone is asked. The answer when it ends here.
  std::optional<net::Response> examine(Post& post) {
    if (const auto wait = addresses.take(subscriber_of(post.request.peer))) return busy(*wait);
    const auto& headers = post.request.headers;
    if (headers.find("Content-Encoding") || !is_activity(headers.find("Content-Type").value_or(""))) {
      return net::Response::of({Errc::Unsupported, "media type", "send application/activity+json, not compressed"});
    }
    auto body = post.request.read_body(limits.body);
    if (!body) return net::Response::of(body.error());
    post.body = std::move(*body);
    post.request.body.clear();
    auto signature = RequestSignature::check(post.request, post.body, peers.addresses(), clock.now());
    if (!signature) return unsigned_by(post, signature.error().hint);
    post.signature = std::move(*signature);
    if (const auto key = peers.check(post.signature.key_id()); !key) {
      return key.error().code == Errc::Refused
                 ? net::Response::of({Errc::Forbidden, key.error().detail, key.error().hint})
                 : unsigned_by(post, "keyId: not an address");
    }
    auto activity = read_activity(post.body, peers);
    if (!activity) return refused_post(activity.error());
    post.activity = std::move(*activity);
    post.activity.signed_at = post.signature.signed_at(post.request);
    post.body.clear();
    post.body.shrink_to_fit();
    post.passed_on = !same_origin(post.signature.key_id(), post.activity.actor);
    if (post.passed_on && !post.activity.signed_itself) {
      return unsigned_by(post, "keyId: the key of another server than the actor's");
    }
    return std::nullopt;
  }

  // Who should have signed: the actor, or of what is passed on whoever the key says.
  static std::string_view signer_of(const Post& post) {
    const std::string_view key_id = post.signature.key_id();
    return post.passed_on ? key_id.substr(0, key_id.find('#')) : std::string_view(post.activity.actor);
  }

  bool is_stranger(const std::string& actor) const {
    return !store.read([&](store::Snapshot& snapshot) { return store::actor_by_uri(snapshot, actor).has_value(); });
  }

  void receive(const PostPtr& post) {
    if (auto early = examine(*post)) return answer(post, std::move(*early));
    if (const auto signer = keys.known(post->signature.key_id(), signer_of(*post))) return verify(post, *signer);
    const auto& activity = post->activity;
    // Servers tell everyone of each account deleted; of whom we know nothing there is nothing to delete.
    if (activity.verb == Verb::Delete && activity.object == activity.actor && is_stranger(activity.actor)) {
      return accept(post);
    }
    if (!wait(*post)) return answer(post, busy(std::chrono::seconds{30}));
    keys.fetch(post->signature.key_id(), [post](Result<activity::Actor> actor) {
      post->inbox->later(post, [post, actor = std::move(actor)] { post->inbox->fetched(post, actor); });
    });
  }

  // Gives the POST a place among those that wait for another server. False when there are too many.
  bool wait(Post& post) const {
    if (!post.place) {
      if (auto place = room->enter(post.request.peer)) post.place.emplace(std::move(*place));
    }
    return post.place.has_value();
  }

  void fetched(const PostPtr& post, const Result<activity::Actor>& actor) {
    if (actor) return verify(post, *actor);
    const auto& activity = post->activity;
    if (!post->passed_on && activity.verb == Verb::Delete && activity.object == activity.actor) {
      if (actor.error().code == Errc::Gone) return confirm_gone(post, false);
      if (actor.error().code == Errc::NotFound && signed_with_former_key(*post)) return confirm_gone(post, true);
    }
    if (may_pass(actor.error())) return answer(post, not_now());
    // The reason's code alone: a detail may name a person's address.
    log::info("activitypub", "no key from {}: {}", authority_of(activity.actor), errc_info(actor.error().code).name);
    answer(post, unsigned_by(*post, "keyId: the key could not be fetched"));
  }

  // Misskey and others answer 404 for whom they deleted: then the key we knew her by, however old, must have signed.
  bool signed_with_former_key(const Post& post) const {
    const auto actor = store.read([&](store::Snapshot& snapshot) {
      return store::actor_by_key(snapshot, post.signature.key_id(), post.activity.actor);
    });
    if (!actor) return false;
    const auto key = keys.key_of(*actor);
    return key && post.signature.verify(post.request, peers.addresses(), *key).has_value();
  }

  // The actor's own server answers 410 for it: no signature can say it better. Or 404, where her former key signed; a
  // key may have a document of its own, whose absence says nothing of her.
  void confirm_gone(const PostPtr& post, bool by_former_key) {
    keys.fetch_document(post->activity.actor, [post, by_former_key](Result<json::Object> document) {
      const auto code = document ? std::nullopt : std::optional(document.error().code);
      const bool gone = code == Errc::Gone || (by_former_key && code == Errc::NotFound);
      const bool unknown = !document && may_pass(document.error());
      post->inbox->later(post, [post, gone, unknown] {
        if (unknown) return answer(post, not_now());
        if (!gone) return answer(post, unsigned_by(*post, "keyId: the key could not be fetched"));
        post->inbox->commit(post, actor_gone(post->activity.actor));
      });
    });
  }

  void verify(const PostPtr& post, const activity::Actor& actor) {
    const auto key = keys.key_of(actor);
    const bool good = (post->passed_on || actor.uri == post->activity.actor) && key &&
                      post->signature.verify(post->request, peers.addresses(), *key).has_value();
    if (!good) return retry_with_fresh_key(post);
    // Who passes it on: of the actor this was asked when the activity was read.
    if (const auto allowed = peers.check(actor.uri); !allowed) {
      const auto& why = allowed.error();
      return answer(post, net::Response::of({Errc::Forbidden, why.detail, why.hint}));
    }
    post->passed_on ? apply(post, actor) : complete(post, actor);
  }

  // A rotated key works at the second try; a flood of bad signatures fetches little.
  void retry_with_fresh_key(const PostPtr& post) {
    if (post->refetched) return answer(post, unsigned_by(*post, "the signature does not match the actor's key"));
    post->refetched = true;
    if (!wait(*post)) return answer(post, busy(std::chrono::seconds{30}));
    keys.refetch(post->signature.key_id(), [post](Result<activity::Actor> actor) {
      post->inbox->later(post, [post, actor = std::move(actor)] {
        if (!actor && actor.error().code == Errc::Unauthorized)
          return answer(post, unsigned_by(*post, actor.error().hint));
        post->inbox->fetched(post, actor);
      });
    });
  }

  // An object named but not embedded is fetched from its origin.
  void complete(const PostPtr& post, const activity::Actor& actor) {
    const auto& activity = post->activity;
    const bool creates = activity.verb == Verb::Create || activity.verb == Verb::Update;
    if (activity.verb == Verb::Move && !post->completed) return complete_move(post, actor);
    const bool asks = activity.verb == Verb::QuoteRequest || activity.verb == Verb::ReplyRequest;
    if (asks && !post->completed) return complete_request(post, actor);
    const bool bare = !activity.note && !activity.profile && !activity.embedded && !activity.object.empty();
    if (!creates || !bare || post->completed || !same_origin(activity.object, actor.uri)) return apply(post, actor);
    post->completed = true;
    if (!wait(*post)) return answer(post, busy(std::chrono::seconds{30}));
    keys.fetch_document(activity.object, [post, actor](Result<json::Object> document) {
      post->inbox->later(post, [post, actor, document = std::move(document)] {
        if (!document && may_pass(document.error())) return answer(post, not_now());
        // What is not there, or cannot be read, is passed over.
        if (document) {
          const auto& strangers = post->inbox->peers;
          if (post->activity.object == post->activity.actor) {
            if (auto profile = read_actor(*document, strangers)) post->activity.profile = std::move(*profile);
          } else if (auto note = read_note(*document, strangers)) {
            post->activity.note = std::move(*note);
          }
        }
        post->inbox->apply(post, actor);
      });
    });
  }

  // Of what asks first, the words: where they are only named. Whatever comes of that, it is answered.
  void complete_request(const PostPtr& post, const activity::Actor& actor) {
    post->completed = true;
    const auto& asked = post->activity;
    const bool ours = peers.addresses().note_in(asked.object).has_value();
    if (asked.note || !ours || !same_origin(asked.instrument, actor.uri)) return apply(post, actor);
    if (!wait(*post)) return answer(post, busy(std::chrono::seconds{30}));
    keys.fetch_document(asked.instrument, [post, actor](Result<json::Object> document) {
      post->inbox->later(post, [post, actor, document = std::move(document)] {
        auto& activity = post->activity;
        if (auto note = document ? read_note(*document, post->inbox->peers) : fail(document.error())) {
          const auto& about = activity.verb == Verb::QuoteRequest ? note->quote : note->in_reply_to;
          if (note->id == activity.instrument && about == activity.object) activity.note = std::move(*note);
        }
        post->inbox->apply(post, actor);
      });
    });
  }

  // Whether the target of a Move agrees is asked of its own server, and only when it matters: we follow who moves.
  void complete_move(const PostPtr& post, const activity::Actor& actor) {
    post->completed = true;
    const auto& target = post->activity.target;
    const bool matters = store.read([&](store::Snapshot& snapshot) { return is_followed(snapshot, actor.uri); });
    if (!matters || !peers.check(target)) return apply(post, actor);
    if (!wait(*post)) return answer(post, busy(std::chrono::seconds{30}));
    keys.fetch_document(target, [post, actor](Result<json::Object> document) {
      post->inbox->later(post, [post, actor, document = std::move(document)] {
        if (!document && may_pass(document.error())) return answer(post, not_now());
        if (document && id_of(*document) == post->activity.target) post->activity.aliases = read_aliases(*document);
        post->inbox->apply(post, actor);
      });
    });
  }

  // What is signed with the activity, whatever becomes of that.
  void hear_of_followers(const Post& post, const activity::Actor& actor) const {
    if (followers == nullptr || !post.signature.covers(kSynchronizationName)) return;
    if (const auto field = post.request.headers.find(kSynchronizationName)) followers->heard(actor, *field);
  }

  void apply(const PostPtr& post, const activity::Actor& actor) {
    hear_of_followers(*post, actor);
    auto effect = post->passed_on ? effect_of_passed_on(post->activity, store, peers)
                                  : effect_of(post->activity, actor, store, peers, known);
    if (!effect) return answer(post, refused_post(effect.error()));
    if (!*effect) return accept(post);
    // Only what writes is limited, and of what only counts not its server: a post that many like must not keep their
    // replies out.
    for (auto* limit : {&actors, &hosts}) {
      if (limit == &hosts && (*effect)->counts) continue;
      if (const auto wait_for = limit->take(limit == &hosts ? authority_of(actor.uri) : actor.uri)) {
        return answer(post, busy(*wait_for));
      }
    }
    (*effect)->write = [write = std::move((*effect)->write), host = authority_of(actor.uri),
                        now = clock.now()](store::Transaction& tx) -> Status {
      host_seen(tx, host, now);
      return write(tx);
    };
    commit(post, std::move(**effect));
  }

  // 202 once it is durable. The store calls back on its own thread, whatever becomes of us: see wait_for_commits.
  void commit(const PostPtr& post, Effect effect) {
    {
      const std::scoped_lock lock(mutex);
      ++commits;
    }
    store.submit(store::Lane::Interactive, std::move(effect.write),
                 [post, answers = effect.answers, changes = effect.changes_actor](const Status& done) {
                   auto& inbox = *post->inbox;
                   if (done && changes) inbox.keys.forget(post->activity.actor);
                   if (done && answers && inbox.accepted) inbox.accepted();
                   done ? accept(post) : answer(post, refused_post(done.error()));
                   inbox.committed();
                 });
  }

  void committed() {
    const std::scoped_lock lock(mutex);
    if (--commits == 0) changed.notify_all();
  }

  // What is borrowed must live until the last commit has told of itself.
  void wait_for_commits() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return commits == 0; });
  }

  // Goes on with a POST on the worker's thread.
  void later(const PostPtr& post, std::function<void()> task) const {
    room->later({std::move(task), [post] { answer(post, stopping_inbox()); }});
  }

  store::Store& store;
  KeyRing& keys;
  const Peers& peers;
  const Clock& clock;
  const std::function<void()> accepted;
  FollowersSync* followers = nullptr;
  const activity::PublicActors* known = nullptr;
  const Limits limits;
  const std::shared_ptr<WaitingRoom> room;  // shared with all who wait
  RateLimit addresses;                      // by subscriber
  RateLimit hosts;
  RateLimit actors;
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t commits = 0;  // under way; guarded by mutex
};

Inbox::Inbox(store::Store& store, KeyRing& keys, const Peers& peers, const Clock& clock, std::function<void()> accepted,
             Limits limits)
    : impl_(std::make_shared<Impl>(store, keys, peers, clock, std::move(accepted), limits)) {}

Inbox::Inbox(store::Store& store, KeyRing& keys, const Peers& peers, const Clock& clock, std::function<void()> accepted)
    : Inbox(store, keys, peers, clock, std::move(accepted), Limits{}) {}

Inbox::~Inbox() {
  impl_->room->stop();
  impl_->wait_for_commits();
}

void Inbox::synchronise_with(FollowersSync& followers) {
  impl_->followers = &followers;
}

void Inbox::know(const activity::PublicActors& known) {
  impl_->known = &known;
}

void Inbox::receive(net::Request request, net::Responder responder) {
  impl_->receive(std::make_shared<Impl::Post>(*impl_, std::move(request), std::move(responder)));
}

void Inbox::run(std::stop_token stop) {
  impl_->room->run(std::move(stop));
}

}  // namespace chancery::activitypub
