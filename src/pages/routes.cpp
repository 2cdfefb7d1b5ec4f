#include "pages/routes.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "activitypub/negotiation.hpp"
#include "pages/answer.hpp"
#include "pages/feed_routes.hpp"
#include "pages/list_pages.hpp"
#include "pages/note_pages.hpp"
#include "pages/qa.hpp"
#include "pages/small_files.hpp"
#include "pages/tag_names.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::pages {
namespace {

using net::Method;
using net::Request;
using net::Response;

activity::NoteId note_id(const std::optional<std::string>& text) {
  return activity::NoteId{text ? parse_id(*text).value_or(0) : 0};
}

store::NoteRange range_of(const Request& request) {
  return {.before = note_id(request.query_param("before")), .after = note_id(request.query_param("after"))};
}

Response redirect(std::string location) {
  auto response = Response::empty(302);
  response.headers.add("Location", std::move(location));
  response.headers.add("Vary", "Accept");
  return response;
}

// Borrows what cli built; one for all handlers.
class Pages {
 public:
  explicit Pages(const Services& services)
      : store_(services.store),
        site_(services.site),
        cache_(services.cache),
        tags_(std::make_shared<TagNames>(services.store)) {}

  Response home(const Request& request) const {
    const auto range = range_of(request);
    return kept(request, "/", range, [=](store::Snapshot& snapshot, Frame frame, Timestamp now) {
      return home_page(snapshot, std::move(frame), now, range);
    });
  }

  // "/@name"; every other single segment is no page of ours.
  Response account(const Request& request) const {
    const std::string segment(request.param("page"));
    // A server that was given the page's address is sent on to the identifier.
    if (activitypub::wants_activity(request)) {
      const auto found = store_.read([&](store::Snapshot& snapshot) { return account_at(snapshot, segment); });
      if (found) return redirect(site_.addresses().actor(found->id));
    }
    const auto range = range_of(request);
    return kept(request, '/' + segment, range, [=](store::Snapshot& snapshot, Frame frame, Timestamp now) {
      const auto found = account_at(snapshot, segment);
      return found ? account_page(snapshot, std::move(frame), now, *found, range) : not_found_page(std::move(frame));
    });
  }

  Response actor(const Request& request) const {
    const activity::AccountId id{parse_id(request.param("id")).value_or(0)};
    return store_.read([&](store::Snapshot& snapshot) {
      const auto found = store::account_by_id(snapshot, id);
      return found ? redirect("/@" + found->name) : not_found_page(frame_for(request, snapshot, site_));
    });
  }

  Response tag(const Request& request) const {
    const std::string name(request.param("name"));
    const auto written = tags_->spellings(name);
    const auto range = range_of(request);
    if (written.empty()) {
      return store_.read(
          [&](store::Snapshot& snapshot) { return not_found_page(frame_for(request, snapshot, site_)); });
    }
    return kept(request, "/tags/" + name, range, [=](store::Snapshot& snapshot, Frame frame, Timestamp now) {
      return tag_page(snapshot, std::move(frame), now, written, range);
    });
  }

  Response note(const Request& request) const {
    const activity::NoteId id{parse_id(request.param("id")).value_or(0)};
    const auto after = note_id(request.query_param("after"));
    return kept(request, "/notes/" + id.text(), {.before = {}, .after = after},
                [=](store::Snapshot& snapshot, Frame frame, Timestamp now) {
                  const auto found = own_note(snapshot, id);
                  if (!found) return not_found_page(std::move(frame));
                  if (found->deleted) return deleted_page(std::move(frame));
                  return conversation_page(snapshot, std::move(frame), now, *found, after);
                });
  }

  Response history(const Request& request) const {
    const activity::NoteId id{parse_id(request.param("id")).value_or(0)};
    const auto before = note_id(request.query_param("before"));  // a version's number
    return kept(request, "/history/" + id.text(), {.before = before, .after = {}},
                [=](store::Snapshot& snapshot, Frame frame, Timestamp) {
                  const auto found = own_note(snapshot, id);
                  if (!found) return not_found_page(std::move(frame));
                  if (found->deleted) return deleted_page(std::move(frame));
                  return history_page(snapshot, std::move(frame), *found, before.value);
                });
  }

  Response qa(const Request& request) const {
    const answer::QaId id{parse_id(request.param("id")).value_or(0)};
    const auto after = note_id(request.query_param("after"));
    return kept(request, "/qa/" + id.text(), {.before = {}, .after = after},
                [=](store::Snapshot& snapshot, Frame frame, Timestamp now) {
                  const auto found = public_qa(snapshot, id);
                  return found ? qa_page(snapshot, std::move(frame), now, *found, after)
                               : not_found_page(std::move(frame));
                });
  }

  // The same for everybody, whoever's script asks.
  Response qa_data(const Request& request) const {
    const answer::QaId id{parse_id(request.param("id")).value_or(0)};
    return cache_.answer(request, "/api/public/qa/" + id.text(), [&] {
      return store_.read([&](store::Snapshot& snapshot) {
        const auto found = public_qa(snapshot, id);
        auto response = Response::of({Errc::NotFound, "no such session", "there is no such session"});
        if (found) {
          const auto frame = frame_for(request, snapshot, site_);
          response = document("application/json; charset=utf-8",
                              boost::json::serialize(qa_json(snapshot, frame, store_.clock().now(), *found)));
          response.headers.add("Cache-Control", "public, max-age=60");
          response.headers.add("Vary", "Accept-Encoding");
        }
        response.headers.add("Access-Control-Allow-Origin", "*");
        return response;
      });
    });
  }

 private:
  using Make = std::function<Response(store::Snapshot&, Frame, Timestamp)>;

  // From the cache, or made. `what` and the range name the page; the reader's languages do the rest.
  Response kept(const Request& request, const std::string& what, const store::NoteRange& range,
                const Make& make) const {
    const auto key = what + ' ' + range.before.text() + ' ' + range.after.text() + ' ' + reader_of(request, "").key();
    return cache_.answer(request, key, [&] {
      return store_.read([&](store::Snapshot& snapshot) {
        return make(snapshot, frame_for(request, snapshot, site_), store_.clock().now());
      });
    });
  }

  static std::optional<activity::Account> account_at(store::Snapshot& snapshot, const std::string& segment) {
    if (!segment.starts_with('@')) return std::nullopt;
    return store::account_by_name(snapshot, std::string_view(segment).substr(1));
  }

  static std::optional<activity::Note> own_note(store::Snapshot& snapshot, activity::NoteId id) {
    auto note = store::note_by_id(snapshot, id);
    if (!note || !note->account || !is_public(*note)) return std::nullopt;
    return note;
  }

  store::Store& store_;
  const Site& site_;
  PageCache& cache_;
  std::shared_ptr<TagNames> tags_;  // shared by the copies of this
};

}  // namespace

void add_routes(net::Router& router, const Services& services) {
  const auto pages = std::make_shared<const Pages>(services);  // shared by the handlers
  const auto get = [&](std::string pattern, Response (Pages::*answer)(const Request&) const) {
    router.add(Method::Get, std::move(pattern),
               [pages, answer](const Request& request) { return ((*pages).*answer)(request); });
  };
  get("/", &Pages::home);
  get("/{page}", &Pages::account);
  get("/tags/{name}", &Pages::tag);
  get("/notes/{id}/history", &Pages::history);
  get("/qa/{id}", &Pages::qa);
  get("/api/public/qa/{id}", &Pages::qa_data);
  router.add(Method::Get, "/public.css",
             [&site = services.site](const Request& request) { return site.style_sheet(request); });
  add_small_files(router);
  add_feed_routes(router, services);
}

net::Handler actor_page(const Services& services) {
  return [pages = Pages(services)](const Request& request) { return pages.actor(request); };
}

net::Handler note_page(const Services& services) {
  return [pages = Pages(services)](const Request& request) { return pages.note(request); };
}

}  // namespace chancery::pages
