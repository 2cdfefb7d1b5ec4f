#include "activitypub/authorized_fetch.hpp"

#include <utility>

#include "activitypub/request_signature.hpp"
#include "activitypub/waiting_room.hpp"
#include "base/log.hpp"

namespace chancery::activitypub {
namespace {

net::Response no_document() {
  return net::Response::of({Errc::NotFound, "no such document", "no such document"});
}

net::Response ask_later(Errc code, const std::string& hint) {
  auto response = net::Response::of({code, hint, hint});
  response.headers.set("Retry-After", "30");
  return response;
}

net::Response stopping_answer() {
  return ask_later(Errc::Unavailable, "the server is stopping: try again");
}

}  // namespace

struct AuthorizedFetch::Impl : std::enable_shared_from_this<AuthorizedFetch::Impl> {
  // One GET on its way. Lives until it is answered.
  struct Get {
    Get(Impl& gate_, net::Request request_, net::Responder responder_, Answer answer_)
        : gate(gate_.shared_from_this()),
          request(std::move(request_)),
          responder(std::move(responder_)),
          answer(std::move(answer_)) {}
    const std::shared_ptr<Impl> gate;  // shared with AuthorizedFetch
    net::Request request;
    net::Responder responder;
    Answer answer;
    RequestSignature signature;
    std::optional<WaitingRoom::Place> place;  // while it waits for a key
  };
  using GetPtr = std::shared_ptr<Get>;  // shared along the chain of callbacks

  Impl(KeyRing& keys_, const Peers& peers_, const Clock& clock_, Options options_)
      : keys(keys_),
        peers(peers_),
        clock(clock_),
        options(std::move(options_)),
        room(std::make_shared<WaitingRoom>(WaitingRoom::Limits{options.waiting, options.waiting_per_address})) {}

  static void send(const GetPtr& get, net::Response response) { std::move(get->responder).send(std::move(response)); }

  // Without `required` nobody learns that there would be something for others.
  void refuse(const GetPtr& get, Errc code, const std::string& why) const {
    log::info("activitypub", "refused a GET of {}: {}", claimed_signer(get->request), why);
    send(get, options.required ? net::Response::of({code, why, why}) : no_document());
  }

  void identify(const GetPtr& get) {
    auto signature = RequestSignature::check(get->request, {}, peers.addresses(), clock.now());
    if (!signature) return refuse(get, Errc::Unauthorized, signature.error().hint);
    get->signature = std::move(*signature);
    const auto& key_id = get->signature.key_id();
    const auto url = peers.check(key_id);
    if (!url) {
      const auto code = url.error().code == Errc::Refused ? Errc::Forbidden : Errc::Unauthorized;
      return refuse(get, code, "keyId: " + url.error().hint);
    }
    if (const auto known = keys.known(key_id, std::string_view(key_id).substr(0, key_id.find('#')))) {
      return verify(get, *known);
    }
    if (!wait(*get)) return send(get, ask_later(Errc::TooMany, "too fast: try again later"));
    keys.fetch(key_id, [get](Result<activity::Actor> actor) { get->gate->answered(get, std::move(actor)); });
  }

  // On the HTTP client's thread: goes on with the GET on ours.
  void answered(const GetPtr& get, Result<activity::Actor> actor) const {
    room->later(
        {[get, actor = std::move(actor)] { get->gate->fetched(get, actor); }, [get] { send(get, stopping_answer()); }});
  }

  void fetched(const GetPtr& get, const Result<activity::Actor>& actor) const {
    if (actor) return verify_again(get, *actor);
    if (options.required && may_pass(actor.error())) {
      return send(get, ask_later(Errc::Unavailable, "your server could not be asked now: try again later"));
    }
    refuse(get, Errc::Unauthorized, "keyId: the key could not be fetched");
  }

  bool verifies(const Get& get, const activity::Actor& actor) const {
    const auto key = keys.key_of(actor);
    return key && get.signature.verify(get.request, peers.addresses(), *key).has_value();
  }

  void verify_again(const GetPtr& get, const activity::Actor& actor) const {
    if (verifies(*get, actor)) return give(get, actor.uri);
    refuse(get, Errc::Unauthorized, "the signature does not match the actor's key");
  }

  // A rotated key works at the second try; a flood of bad signatures fetches little.
  void verify(const GetPtr& get, const activity::Actor& actor) {
    if (verifies(*get, actor)) return give(get, actor.uri);
    if (!wait(*get)) return send(get, ask_later(Errc::TooMany, "too fast: try again later"));
    keys.refetch(get->signature.key_id(),
                 [get](Result<activity::Actor> fresh) { get->gate->answered(get, std::move(fresh)); });
  }

  void give(const GetPtr& get, const std::string& reader) const {
    // The key may be anybody's of a server we talk to; the actor it is of may be blocked.
    if (const auto known = peers.check(reader); !known) return refuse(get, Errc::Forbidden, known.error().hint);
    auto response = get->answer(get->request, reader).value_or(no_document());
    response.headers.set("Cache-Control", "private, no-store");
    send(get, std::move(response));
  }

  // Gives the GET a place among those that wait for another server. False when there are too many.
  bool wait(Get& get) const {
    if (!get.place) {
      if (auto place = room->enter(get.request.peer)) get.place.emplace(std::move(*place));
    }
    return get.place.has_value();
  }

  KeyRing& keys;
  const Peers& peers;
  const Clock& clock;
  const Options options;
  const std::shared_ptr<WaitingRoom> room;  // shared with all who wait
};

AuthorizedFetch::AuthorizedFetch(KeyRing& keys, const Peers& peers, const Clock& clock, Options options)
    : impl_(std::make_shared<Impl>(keys, peers, clock, std::move(options))) {}

AuthorizedFetch::~AuthorizedFetch() {
  impl_->room->stop();
}

void AuthorizedFetch::admit(net::Request request, net::Responder responder, Answer answer, bool open) {
  if (open || !impl_->options.required) {
    auto response = answer(request, {});
    if (!response && (open || !is_signed(request))) response = no_document();
    if (response) return std::move(responder).send(std::move(*response));
  }
  impl_->identify(std::make_shared<Impl::Get>(*impl_, std::move(request), std::move(responder), std::move(answer)));
}

void AuthorizedFetch::run(std::stop_token stop) {
  impl_->room->run(std::move(stop));
}

}  // namespace chancery::activitypub
