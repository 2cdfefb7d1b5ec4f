#include "activitypub/conversation_crawl.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "activitypub/conversation_parts.hpp"
#include "activitypub/document_fetch.hpp"
#include "activitypub/read.hpp"
#include "base/log.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock::time_point;

constexpr std::string_view kCrawlConsumer = "activitypub.conversations";
constexpr milliseconds kLongestCrawlSleep{60'000};
constexpr milliseconds kPause{250};  // while something waits for its server's turn, or for the store
constexpr std::size_t kLook = 64;    // servers looked at in one turn

}  // namespace

struct ConversationCrawl::Impl : std::enable_shared_from_this<ConversationCrawl::Impl> {
  using AskedPtr = std::shared_ptr<Asked>;  // shared along the chain of callbacks

  Impl(store::Store& store_, Knocker& knocker, const Peers& peers_, const InstanceActor& instance, Limits limits_)
      : store(store_),
        peers(peers_),
        limits(limits_),
        documents(knocker, peers_, instance),
        consumer(
            store_, std::string(kCrawlConsumer),
            [this](store::Transaction& tx, const store::Event& event) {
              return follow_conversations(tx, store.ids(), peers, limits.conversation, event);
            },
            [this] { nudge(); }) {}

  void nudge() {
    {
      const std::scoped_lock lock(mutex);
      nudged = true;
    }
    changed.notify_all();
  }

  // On the HTTP client's thread: hands over to run(), which reads and writes.
  void answered(const AskedPtr& asked, Result<FetchedDocument> document, bool is_author) {
    {
      const std::scoped_lock lock(mutex);
      if (stopped) return;
      answers.push_back({asked, std::move(document), is_author});
    }
    changed.notify_all();
  }

  void ask(rows::Item item) {
    const auto asked = std::make_shared<Asked>();
    const auto url = peers.check(item.uri);
    asked->item = std::move(item);
    hosts[asked->item.host] = Host{true, {}};
    if (!url) return answered(asked, fail(url.error()), false);
    documents.get(*url, [self = shared_from_this(), asked](Result<FetchedDocument> document) {
      self->answered(asked, std::move(document), false);
    });
  }

  // Only when it belongs here, and only where we do not know her: the author.
  void ask_author(const AskedPtr& asked) {
    const auto url = peers.check(asked->note->attributed_to);
    if (!url) return answered(asked, fail(url.error()), true);
    ++asked->requests;
    documents.get(*url, [self = shared_from_this(), asked](Result<FetchedDocument> document) {
      self->answered(asked, std::move(document), true);
    });
  }

  // Either the store knows that, or it is asked for; false when it is under way.
  bool find_author(const AskedPtr& asked) {
    const auto& note = *asked->note;
    const bool belongs = store.read([&](store::Snapshot& snapshot) {
      if (rows::conversation_of(snapshot, note.id) || rows::conversation_of(snapshot, note.in_reply_to)) return true;
      if (rows::is_answered_in(snapshot, asked->item.conversation, note.id)) return true;
      if (rows::is_wanted(snapshot, asked->item.conversation, note.id)) return true;
      const auto ours = peers.addresses().note_in(note.in_reply_to);
      return ours && store::note_by_id(snapshot, *ours).has_value();
    });
    if (!belongs) return true;
    asked->author =
        store.read([&](store::Snapshot& snapshot) { return store::actor_by_uri(snapshot, note.attributed_to); });
    if (asked->author) return true;
    ask_author(asked);
    return false;
  }

  void read_author(Asked& asked, const FetchedDocument& found) const {
    auto author = read_actor(found.object, peers);
    if (!author || author->uri != asked.note->attributed_to || !same_origin(author->uri, found.origin)) {
      asked.error = Error{Errc::Refused, "the author cannot be read", {}};
      return;
    }
    author->fetched_at = store.clock().now();
    asked.author = std::move(*author);
  }

  // FEP-fe34: only what its own server gives under that very address, by an author of that server. False when more is
  // to be asked for.
  bool read_item(const AskedPtr& asked, const FetchedDocument& found) {
    const auto& uri = asked->item.uri;
    if (!same_origin(uri, found.origin)) {
      asked->error = Error{Errc::Refused, "given by another server", {}};
      return true;
    }
    if (asked->item.kind == rows::ItemKind::Collection) {
      asked->links.beginning = read_collection(found.object, uri, peers);
      return true;
    }
    if (json::text(found.object, "id") != uri) {
      asked->error = Error{Errc::Refused, "the object's id is another than its address", {}};
      return true;
    }
    if (is_tombstone(found.object)) {
      asked->error = Error{Errc::Gone, "a Tombstone", {}};
      return true;
    }
    asked->created = created_by(found.object);
    if (!asked->created.empty()) return true;
    auto note = read_note(found.object, peers);
    if (!note || !same_origin(note->attributed_to, uri)) {
      asked->error = note ? Error{Errc::Refused, "a note of another server's author", {}} : note.error();
      return true;
    }
    asked->links = read_links(found.object, uri, peers);
    asked->note = std::move(*note);
    return find_author(asked);
  }

  struct Answer {
    AskedPtr asked;
    Result<FetchedDocument> document;
    bool is_author = false;
  };

  void take(Answer answer) {
    const auto& asked = answer.asked;
    if (!answer.document) {
      asked->error = answer.document.error();
    } else {
      asked->bytes += static_cast<std::int64_t>(answer.document->bytes);
      if (answer.is_author) {
        read_author(*asked, *answer.document);
      } else if (!read_item(asked, *answer.document)) {
        return;
      }
    }
    finish(*asked);
  }

  void finish(const Asked& asked) {
    // A server that asks to be left alone is, with all that is wanted of it.
    const milliseconds asked_for = asked.error ? asked.error->retry_after : std::chrono::seconds{0};
    hosts[asked.item.host] = Host{false, store.clock().steady() + std::max(milliseconds{limits.between}, asked_for)};
    --under_way;
    auto kept = store
                    .write(store::Lane::Bulk,
                           [&](store::Transaction& tx) { return settle(tx, store, peers, limits.conversation, asked); })
                    .get();
    if (kept) return;
    log::warn("activitypub", "what {} gave of a conversation is not kept: {}", asked.item.host, kept.error().detail);
    // Not to be asked for again at once, whatever was wrong with it.
    static_cast<void>(store
                          .write(store::Lane::Bulk,
                                 [&](store::Transaction& tx) -> Status {
                                   rows::settle_item(tx, asked.item.id, rows::ItemState::Refused,
                                                     store.clock().now() + limits.conversation.refused);
                                   return {};
                                 })
                          .get());
  }

  void turn() {
    const auto turned = store
                            .write(store::Lane::Bulk,
                                   [&](store::Transaction& tx) -> Status {
                                     turn_rounds(tx, peers, limits.conversation, store.clock().now());
                                     return {};
                                   })
                            .get();
    if (!turned) log::warn("activitypub", "conversations wait for the store: {}", turned.error().detail);
  }

  // True when something waits only for its server's turn, or its rest.
  bool dispatch() {
    const auto steady = store.clock().steady();
    std::erase_if(hosts, [&](const auto& host) { return !host.second.busy && host.second.rests_until <= steady; });
    if (under_way >= limits.under_way) return true;
    const auto due =
        store.read([&](store::Snapshot& snapshot) { return rows::due_items(snapshot, store.clock().now(), kLook); });
    bool waits = false;
    for (const auto& item : due) {
      if (under_way >= limits.under_way || hosts.contains(item.host)) {
        waits = true;
        continue;
      }
      ++under_way;
      ask(item);
    }
    return waits;
  }

  milliseconds sleep(bool waits) const {
    if (waits) return kPause;
    const auto next = store.read([](store::Snapshot& snapshot) { return rows::next_due(snapshot); });
    if (!next) return kLongestCrawlSleep;
    const auto until = std::chrono::ceil<milliseconds>(*next - store.clock().now());
    return std::clamp(until, kPause, kLongestCrawlSleep);
  }

  void wait(const std::stop_token& stop, milliseconds pause) {
    std::deque<Answer> taken;
    {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, stop, pause, [&] { return nudged || !answers.empty(); });
      nudged = false;
      taken.swap(answers);
    }
    for (auto& answer : taken) take(std::move(answer));
  }

  void go_through() {
    for (;;) {
      turn();
      dispatch();
      if (under_way == 0) return;  // what waits for a server that rests, waits
      wait({}, kPause);
    }
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      turn();
      wait(stop, sleep(dispatch() || under_way > 0));
    }
    const std::scoped_lock lock(mutex);
    stopped = true;
    answers.clear();
  }

  struct Host {
    bool busy = false;
    Steady rests_until;
  };

  store::Store& store;
  const Peers& peers;
  const Limits limits;
  const DocumentFetch documents;
  store::Consumer consumer;
  std::map<std::string, Host> hosts;  // of run() alone
  std::size_t under_way = 0;          // likewise
  std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<Answer> answers;  // guarded by mutex
  bool nudged = false;         // guarded by mutex
  bool stopped = false;        // guarded by mutex
};

ConversationCrawl::ConversationCrawl(store::Store& store, Knocker& knocker, const Peers& peers,
                                     const InstanceActor& instance, Limits limits)
    : impl_(std::make_shared<Impl>(store, knocker, peers, instance, limits)) {}

ConversationCrawl::~ConversationCrawl() {
  const std::scoped_lock lock(impl_->mutex);
  impl_->stopped = true;
}

void ConversationCrawl::follow(std::stop_token stop) {
  impl_->consumer.run(std::move(stop));
}

void ConversationCrawl::go_through() {
  static_cast<void>(impl_->consumer.drain());
  impl_->go_through();
}

void ConversationCrawl::run(std::stop_token stop) {
  impl_->run(stop);
}

void ConversationCrawl::nudge() {
  impl_->nudge();
}

}  // namespace chancery::activitypub
