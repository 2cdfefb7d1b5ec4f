#include "activitypub/routes.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "activity/acct.hpp"
#include "activitypub/activity_documents.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/discovery.hpp"
#include "activitypub/documents.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/followers_digest.hpp"
#include "activitypub/following.hpp"
#include "activitypub/negotiation.hpp"
#include "activitypub/own_activity.hpp"
#include "activitypub/stamps.hpp"
#include "base/ascii.hpp"
#include "net/url.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"
#include "store/profiles.hpp"
#include "store/public_notes.hpp"
#include "store/shares.hpp"

namespace chancery::activitypub {
namespace {

using net::Method;
using net::Request;
using net::Response;

constexpr std::size_t kPerPage = 20;
constexpr std::size_t kRepliesPerPage = 100;
constexpr std::size_t kLargestConversation = 1'000;
constexpr std::chrono::minutes kNodeInfoKept{1};
constexpr std::string_view kInstance = "instance";

Response not_found(std::string what) {
  return Response::of({Errc::NotFound, what, what});
}

// Discovery is for everyone, scripts of other origins too.
Response open_document(std::string_view type, std::string body) {
  Response response;
  response.headers.add("Content-Type", std::string(type));
  response.headers.add("Access-Control-Allow-Origin", "*");
  response.body = std::move(body);
  return response;
}

template <class IdType>
IdType id_in_path(const Request& request) {
  return IdType{parse_id(request.param("id")).value_or(0)};
}

Response with_vary(Response response) {
  response.headers.add("Vary", "Accept");
  return response;
}

bool speaks_of_note(ActivityKind kind) {
  return kind == ActivityKind::Create || kind == ActivityKind::Update || kind == ActivityKind::Delete ||
         kind == ActivityKind::Add || kind == ActivityKind::Remove;
}

bool is_for_everyone(ActivityKind kind) {
  return kind == ActivityKind::UpdateActor || kind == ActivityKind::Announce || kind == ActivityKind::UndoAnnounce ||
         kind == ActivityKind::Move;
}

// One person's: the one it answers, or is about. A complaint is for her server alone.
bool is_addressed(const OwnActivity& activity, const std::string& reader) {
  return !reader.empty() && activity.kind != ActivityKind::Flag &&
         (reader == activity.follower || reader == activity.object);
}

// Whom a note of ours is for: everyone, those it names, and, unless it is for them alone, the account's followers.
bool may_read(store::Snapshot& snapshot, const activity::Note& note, const std::string& reader) {
  if (is_public(note)) return true;
  if (reader.empty()) return false;
  if (note.visibility == activity::Visibility::Followers && is_follower(snapshot, note.account, reader)) return true;
  const auto names_reader = [&](const auto& mention) { return mention.actor == reader; };
  return std::ranges::any_of(note.parts.mentions, names_reader) ||
         std::ranges::any_of(mentions_of(snapshot, note), names_reader);
}

// The answers, one function a document. Copies of references: cheap, and alive as long as the router.
class Answers {
 public:
  explicit Answers(const Services& services)
      : store_(services.store),
        addresses_(services.addresses),
        instance_(services.instance),
        version_(services.version) {}

  Response webfinger(const Request& request) const {
    const auto resource = request.query_param("resource");
    if (!resource || resource->empty() || resource->size() > 2'048) {
      return Response::of({Errc::Malformed, "no resource", "resource: write acct:name@" + addresses_.host()});
    }
    if (names_instance(*resource)) {
      return open_document("application/jrd+json", instance_webfinger_document(addresses_));
    }
    const auto account = account_named(*resource);
    if (!account) return not_found("no such account here");
    return open_document("application/jrd+json", webfinger_document(addresses_, *account));
  }

  Response nodeinfo(const Request& request) const {
    const auto schema = request.path.substr(request.path.rfind('/') + 1);
    return open_document(
        "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/" + schema + "#\"; charset=utf-8",
        nodeinfo_document(counted_lately(), schema));
  }

  NodeFacts counted_lately() const {
    const std::scoped_lock lock(nodeinfo_mutex_);
    const auto now = store_.clock().steady();
    if (!node_facts_ || now - counted_at_ > kNodeInfoKept) {
      node_facts_ = count();
      counted_at_ = now;
    }
    return *node_facts_;
  }

  NodeFacts count() const {
    return store_.read([&](store::Snapshot& snapshot) {
      NodeFacts counted{version_, 0, 0};
      for (const auto& account : store::accounts(snapshot)) {
        ++counted.accounts;
        counted.notes += store::public_note_count(snapshot, account.id);
      }
      return counted;
    });
  }

  Response actor(const Request& request) const {
    if (request.param("id") == kInstance) {
      return document(200, instance_actor_document(addresses_, instance_.public_key_pem()));
    }
    const auto account = find_account(request);
    if (!account) return not_found("no such actor");
    const auto profile =
        store_.read([&](store::Snapshot& snapshot) { return store::profile_of(snapshot, account->id); });
    return document(200, actor_document(addresses_, *account, profile));
  }

  Response outbox(const Request& request) const {
    if (request.param("id") == kInstance) return counted(addresses_.instance_actor() + "/outbox", 0);
    const auto account = find_account(request);
    if (!account) return not_found("no such actor");
    const auto before = request.query_param("before");
    return store_.read([&](store::Snapshot& snapshot) {
      if (!before && !request.query_param("page")) {
        const auto total = store::public_note_count(snapshot, account->id) + store::share_count(snapshot, account->id);
        return document(200, outbox_document(addresses_, account->id, total));
      }
      const activity::NoteId from{before ? parse_id(*before).value_or(1) : 0};
      const auto page = page_of_outbox(snapshot, account->id, from);
      return document(200, outbox_page(addresses_, account->id, from, page.items, page.next));
    });
  }

  Response followers(const Request& request) const {
    const auto account = find_account(request);
    if (!account) return not_found("no such actor");
    const auto total = store_.read([&](store::Snapshot& snapshot) { return count_followers(snapshot, account->id); });
    return counted(addresses_.followers(account->id), total);
  }

  // FEP-8fcf: those of them who are on the reader's own server, which knows them. For nobody else.
  std::optional<Response> followers_part(const Request& request, const std::string& reader) const {
    const auto account = find_account(request);
    const auto url = net::Url::parse(reader);
    if (!account || !url) return std::nullopt;
    return store_.read([&](store::Snapshot& snapshot) -> std::optional<Response> {
      const auto uris = followers_from(snapshot, account->id, url->origin(), kMostSynchronised + 1);
      if (uris.size() > kMostSynchronised) return std::nullopt;
      const auto id = followers_part_url(addresses_, account->id);
      return document(200, whole_collection(id, addresses_.actor(account->id), uris));
    });
  }

  Response following(const Request& request) const {
    const auto account = find_account(request);
    if (!account) return not_found("no such actor");
    const auto follows =
        store_.read([&](store::Snapshot& snapshot) { return activitypub::followings(snapshot, account->id); });
    return counted(addresses_.following(account->id),
                   std::ranges::count(follows, FollowState::Accepted, &Following::state));
  }

  // What it pinned, by address: the notes are fetched one by one.
  Response featured(const Request& request) const {
    const auto account = find_account(request);
    if (!account) return not_found("no such actor");
    return store_.read([&](store::Snapshot& snapshot) {
      std::vector<std::string> uris;
      for (const auto id : store::pins_of(snapshot, account->id)) {
        const auto note = store::note_by_id(snapshot, id);
        if (note && is_public(*note)) uris.push_back(note->uri);
      }
      return document(200, whole_collection(addresses_.featured(account->id), addresses_.actor(account->id), uris));
    });
  }

  // Our consent to a quote or a reply: whoever shows that may check it.
  Response quote_stamp(const Request& request) const { return stamp(request, StampKind::Quote); }
  Response reply_stamp(const Request& request) const { return stamp(request, StampKind::Reply); }

  // These three give nothing where there is nothing for this reader.
  std::optional<Response> note(const Request& request, const std::string& reader) const {
    return store_.read([&](store::Snapshot& snapshot) -> std::optional<Response> {
      const auto note = own_note(snapshot, request, reader);
      if (!note) return std::nullopt;
      if (note->deleted) return document(410, tombstone_document(addresses_, *note));
      return document(200, note_document(addresses_, *note, surroundings_of(snapshot, *note, store_.clock().now())));
    });
  }

  std::optional<Response> replies(const Request& request, const std::string& reader) const {
    const auto after = request.query_param("after");
    return store_.read([&](store::Snapshot& snapshot) -> std::optional<Response> {
      const auto note = own_note(snapshot, request, reader);
      if (!note) return std::nullopt;
      if (note->deleted) return document(410, tombstone_document(addresses_, *note));
      const auto page = page_of_replies(snapshot, note->id, activity::NoteId{after ? parse_id(*after).value_or(0) : 0});
      if (after) return document(200, replies_page(addresses_, note->id, page));
      return document(200, replies_document(addresses_, note->id, store::reply_count(snapshot, note->id, true), page));
    });
  }

  // Of the conversation this note began: every public note of it that is known here.
  std::optional<Response> conversation(const Request& request, const std::string& reader) const {
    return store_.read([&](store::Snapshot& snapshot) -> std::optional<Response> {
      const auto note = own_note(snapshot, request, reader);
      if (!note || root_of(snapshot, *note) != note->id) return std::nullopt;
      if (note->deleted) return document(410, tombstone_document(addresses_, *note));
      std::vector<std::string> uris{note->uri};
      auto answers = store::answers_below(snapshot, note->uri, kLargestConversation);
      std::ranges::sort(answers, {}, [](const store::Answer& answer) { return std::pair(answer.at, answer.id); });
      for (auto& answer : answers) {
        if (answer.readable) uris.push_back(std::move(answer.uri));
      }
      const auto id = addresses_.conversation(note->id);
      const auto author = addresses_.actor(note->account);
      const Listed listed{id, author, uris};
      const auto from = request.query_param("from");
      if (!from) return document(200, listed_collection(listed, kRepliesPerPage));
      // The first page's 0 is no id, and is taken for the beginning like all that is none.
      const auto begin = static_cast<std::size_t>(parse_id(*from).value_or(0));
      return document(200, listed_page(listed, kRepliesPerPage, begin));
    });
  }

  // What we said, for whom it is for. What names one person, an Accept or a Block, is for its addressee alone.
  std::optional<Response> activity(const Request& request, const std::string& reader) const {
    const auto id = id_in_path<activity::ActivityId>(request);
    return store_.read([&](store::Snapshot& snapshot) -> std::optional<Response> {
      auto found = activity_by_id(snapshot, id);
      // The Create of a note is known by the note, before it was ever sent.
      if (!found) found = OwnActivity{.id = id, .account = {}, .note = activity::NoteId{id.value}};
      if (found->kind == ActivityKind::Announce) {
        const auto share = store::share_by_id(snapshot, id);
        if (!share || share->undone_at) return std::nullopt;
      }
      const auto note = store::note_by_id(snapshot, found->note);
      const bool of_note = speaks_of_note(found->kind);
      if (of_note && (!note || !note->account || !may_read(snapshot, *note, reader))) return std::nullopt;
      if (!of_note && !is_for_everyone(found->kind) && !is_addressed(*found, reader)) return std::nullopt;
      auto text = own_activity_document(snapshot, addresses_, *found);
      if (!text && !note) return std::nullopt;
      if (!text) return document(410, tombstone_document(addresses_, *note));
      return document(200, std::move(*text));
    });
  }

 private:
  Response stamp(const Request& request, StampKind kind) const {
    const activity::NoteId note = id_in_path<activity::NoteId>(request);
    const auto id = parse_id(request.param("stamp")).value_or(0);
    return store_.read([&](store::Snapshot& snapshot) {
      const auto found = stamp_by_id(snapshot, note, kind, id);
      const auto target = store::note_by_id(snapshot, note);
      if (!found || !target || target->deleted) return not_found("no such consent");
      const auto* type = kind == StampKind::Quote ? "QuoteAuthorization" : "ReplyAuthorization";
      return document(200, stamp_document(addresses_, target->account,
                                          {address_of(addresses_, *found), type, target->uri, found->interacting}));
    });
  }

  static Response counted(std::string id, std::int64_t total) { return document(200, counted_collection(id, total)); }

  struct OutboxPage {
    std::vector<OutboxItem> items;
    activity::NoteId next;
  };

  // What it said and what it shared, as it happened: their numbers are of one kind.
  OutboxPage page_of_outbox(store::Snapshot& snapshot, activity::AccountId account, activity::NoteId before) const {
    // Of notes for a few not even a number is told.
    auto notes = store::public_notes_of(snapshot, account,
                                        {.before = before, .after = {}, .limit = kPerPage + 1, .every_part = true});
    auto shares = store::shares_of(snapshot, account, {.before = before, .after = {}, .limit = kPerPage + 1});
    const bool more = notes.size() + shares.size() > kPerPage;
    OutboxPage page;
    auto note = notes.begin();
    auto share = shares.begin();
    for (std::size_t taken = 0; taken < kPerPage && (note != notes.end() || share != shares.end()); ++taken) {
      if (note == notes.end() || (share != shares.end() && share->id.value > note->id.value)) {
        page.next = activity::NoteId{share->id.value};
        page.items.emplace_back(SharedIn{share->id, share->uri, share->author, share->at});
        ++share;
        continue;
      }
      page.next = note->id;
      auto around = surroundings_of(snapshot, *note, store_.clock().now());
      page.items.emplace_back(NoteIn{std::move(*note), std::move(around)});
      ++note;
    }
    if (!more) page.next = {};
    return page;
  }

  static ReplyPage page_of_replies(store::Snapshot& snapshot, activity::NoteId note, activity::NoteId after) {
    auto names = store::names_of_replies(snapshot, note, true, kRepliesPerPage + 1, after);
    ReplyPage page;
    page.after = after;
    if (names.size() > kRepliesPerPage) {
      names.pop_back();
      page.last = names.back().id;
    }
    for (auto& name : names) page.uris.push_back(std::move(name.uri));
    return page;
  }

  bool names_instance(const std::string& resource) const {
    return resource == addresses_.instance_actor() || resource == "acct:" + addresses_.acct(kInstanceName);
  }

  // "acct:name@host", the actor's id, or its page.
  std::optional<activity::Account> account_named(const std::string& resource) const {
    return store_.read([&](store::Snapshot& snapshot) -> std::optional<activity::Account> {
      if (const auto id = addresses_.account_in(resource)) return store::account_by_id(snapshot, *id);
      const auto page = addresses_.page("");
      if (resource.starts_with(page)) return store::account_by_name(snapshot, resource.substr(page.size()));
      const auto acct = activity::Acct::parse(resource);
      if (!acct || acct->host() != addresses_.host()) return std::nullopt;
      return store::account_by_name(snapshot, ascii::lower(acct->user()));  // people type capitals; names have none
    });
  }

  std::optional<activity::Account> find_account(const Request& request) const {
    const auto id = id_in_path<activity::AccountId>(request);
    return store_.read([&](store::Snapshot& snapshot) { return store::account_by_id(snapshot, id); });
  }

  static std::optional<activity::Note> own_note(store::Snapshot& snapshot, const Request& request,
                                                const std::string& reader) {
    auto note = store::note_by_id(snapshot, id_in_path<activity::NoteId>(request));
    if (!note || !note->account || !may_read(snapshot, *note, reader)) return std::nullopt;
    return note;
  }

  store::Store& store_;
  const Addresses& addresses_;
  const InstanceActor& instance_;
  const std::string version_;
  mutable std::mutex nodeinfo_mutex_;  // guards the two below
  mutable std::optional<NodeFacts> node_facts_;
  mutable std::chrono::steady_clock::time_point counted_at_;
};

}  // namespace

void add_routes(net::Router& router, const Services& services) {
  const auto answers = std::make_shared<const Answers>(services);  // shared by the handlers
  const auto discover = [&](std::string pattern, Response (Answers::*answer)(const Request&) const) {
    router.add(Method::Get, std::move(pattern),
               [answers, answer](const Request& request) { return ((*answers).*answer)(request); });
  };
  discover("/.well-known/webfinger", &Answers::webfinger);
  for (const auto* path : {"/nodeinfo/2.0", "/nodeinfo/2.1"}) discover(path, &Answers::nodeinfo);

  // `page`, where there is one, is what people get.
  const auto admit = [&](std::string pattern, AuthorizedFetch::Answer answers_with, const net::Handler& page) {
    auto answer = [answers_with = std::move(answers_with)](const Request& request, const std::string& reader) {
      auto response = answers_with(request, reader);
      if (response) as_asked(request, *response);
      return response;
    };
    router.add_deferred(
        Method::Get, std::move(pattern),
        [answer = std::move(answer), page, &readers = services.readers](Request request, net::Responder responder) {
          // Whose key others need to let us in is kept from nobody.
          const bool open = request.param("id") == kInstance;
          if (page && !open && !wants_activity(request)) return std::move(responder).send(with_vary(page(request)));
          readers.admit(std::move(request), std::move(responder), answer, open);
        });
  };
  // The same for every reader, if she may read at all.
  const auto get = [&](std::string pattern, Response (Answers::*answer)(const Request&) const,
                       const net::Handler& page = {}) {
    const auto for_all = [answers, answer](const Request& request, const std::string&) {
      return std::optional(((*answers).*answer)(request));
    };
    admit(std::move(pattern), for_all, page);
  };
  using ForReader = std::optional<Response> (Answers::*)(const Request&, const std::string&) const;
  const auto get_for = [&](std::string pattern, ForReader answer, const net::Handler& page = {}) {
    const auto for_reader = [answers, answer](const Request& request, const std::string& reader) {
      return ((*answers).*answer)(request, reader);
    };
    admit(std::move(pattern), for_reader, page);
  };
  get("/actors/{id}", &Answers::actor, services.actor_page);
  get("/actors/{id}/outbox", &Answers::outbox);
  get("/actors/{id}/followers", &Answers::followers);
  get_for("/actors/{id}/followers_synchronization", &Answers::followers_part);
  get("/actors/{id}/following", &Answers::following);
  get("/actors/{id}/featured", &Answers::featured);
  get("/notes/{id}/quotes/{stamp}", &Answers::quote_stamp);
  get("/notes/{id}/approvals/{stamp}", &Answers::reply_stamp);
  get_for("/notes/{id}/context", &Answers::conversation);
  get_for("/notes/{id}", &Answers::note, services.note_page);
  get_for("/notes/{id}/replies", &Answers::replies);
  get_for("/activities/{id}", &Answers::activity);

  const auto& addresses = services.addresses;
  router.add(Method::Get, "/.well-known/nodeinfo",
             [links = nodeinfo_links(addresses)](const Request&) { return open_document("application/json", links); });
  router.add(Method::Get, "/.well-known/host-meta", [meta = host_meta_document(addresses)](const Request&) {
    return open_document("application/xrd+xml", meta);
  });

  const auto receive = [&inbox = services.inbox](Request request, net::Responder responder) {
    inbox.receive(std::move(request), std::move(responder));
  };
  router.add_deferred(Method::Post, "/inbox", receive);
  router.add_deferred(Method::Post, "/actors/{id}/inbox", receive);
}

}  // namespace chancery::activitypub
