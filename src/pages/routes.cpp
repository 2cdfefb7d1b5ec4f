#include "pages/routes.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "activitypub/followers.hpp"
#include "activitypub/negotiation.hpp"
#include "pages/note_view.hpp"
#include "pages/page.hpp"
#include "pages/templates.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::pages {
namespace {

using net::Method;
using net::Request;
using net::Response;

constexpr std::size_t kNotesPerPage = 20;
constexpr std::size_t kRepliesPerPage = 50;

bool is_public(const activity::Note& note) {
  return note.visibility == activity::Visibility::Public || note.visibility == activity::Visibility::Unlisted;
}

activity::NoteId note_id(const std::optional<std::string>& text) {
  return activity::NoteId{text ? parse_id(*text).value_or(0) : 0};
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
  explicit Pages(const Services& services) : store_(services.store), addresses_(services.addresses) {}

  Response home(const Request& request) const {
    return store_.read([&](store::Snapshot& snapshot) {
      const auto frame = frame_for(request, snapshot);
      const auto& labels = frame.labels;
      View view;
      if (frame.ministry.empty()) {
        view.set("setting_up", labels.setting_up).set("come_back", labels.come_back);
        return page(200, request, frame, render(templates::setting_up(), view));
      }
      const auto accounts = store::accounts(snapshot);
      view.set("ministry", frame.ministry)
          .set("welcome", labels.welcome)
          .set("accounts_heading", labels.accounts)
          .set("no_accounts", labels.no_accounts)
          .set("latest", labels.latest)
          .set_flag("has_accounts", !accounts.empty());
      std::vector<View> rows;
      for (const auto& account : accounts) rows.push_back(account_row(account));
      view.set_list("accounts", std::move(rows));
      auto notes = NoteViews(snapshot, addresses_, labels).several(latest_notes(snapshot, accounts), "note");
      view.set_flag("has_notes", notes.shown > 0).set_list("notes", std::move(notes.views));
      return page(200, request, frame, render(templates::home(), view));
    });
  }

  // "/@name"; every other single segment is no page of ours.
  Response account(const Request& request) const {
    const auto segment = request.param("page");
    return store_.read([&](store::Snapshot& snapshot) {
      auto frame = frame_for(request, snapshot);
      const auto found = segment.starts_with('@') ? store::account_by_name(snapshot, segment.substr(1)) : std::nullopt;
      if (!found) return not_found_page(request, std::move(frame));
      // A server that was given the page's address is sent on to the identifier.
      if (activitypub::wants_activity(request)) return redirect(addresses_.actor(found->id));
      return account_page(request, snapshot, std::move(frame), *found);
    });
  }

  Response actor(const Request& request) const {
    const activity::AccountId id{parse_id(request.param("id")).value_or(0)};
    return store_.read([&](store::Snapshot& snapshot) {
      const auto found = store::account_by_id(snapshot, id);
      return found ? redirect("/@" + found->name) : not_found_page(request, frame_for(request, snapshot));
    });
  }

  Response note(const Request& request) const {
    const activity::NoteId id{parse_id(request.param("id")).value_or(0)};
    return store_.read([&](store::Snapshot& snapshot) {
      auto frame = frame_for(request, snapshot);
      const auto found = store::note_by_id(snapshot, id);
      if (!found || !found->account || !is_public(*found)) return not_found_page(request, std::move(frame));
      if (found->deleted) return deleted_page(request, std::move(frame));
      return note_page(request, snapshot, std::move(frame), *found);
    });
  }

 private:
  View account_row(const activity::Account& account) const {
    View row;
    row.set("account_url", *Url::of("/@" + account.name))
        .set("name", account.display_name)
        .set("acct", addresses_.acct(account.name))
        .set("summary", account.summary)
        .set("account_language", account.language);
    return row;
  }

  static std::vector<activity::Note> latest_notes(store::Snapshot& snapshot,
                                                  const std::vector<activity::Account>& accounts) {
    std::vector<activity::Note> latest;
    for (const auto& account : accounts) {
      std::ranges::move(store::notes_of(snapshot, account.id, {}, kNotesPerPage), std::back_inserter(latest));
    }
    std::erase_if(latest, [](const activity::Note& note) { return !is_public(note); });
    std::ranges::sort(latest, std::ranges::greater{}, &activity::Note::id);
    if (latest.size() > kNotesPerPage) latest.resize(kNotesPerPage);
    return latest;
  }

  Response account_page(const Request& request, store::Snapshot& snapshot, Frame frame,
                        const activity::Account& account) const {
    const auto& labels = frame.labels;
    frame.title = account.display_name;
    if (const auto url = Url::of(addresses_.actor(account.id))) frame.document_url = *url;
    auto notes = store::notes_of(snapshot, account.id, note_id(request.query_param("before")), kNotesPerPage + 1);
    const bool full = notes.size() > kNotesPerPage;
    if (full) notes.pop_back();
    std::erase_if(notes, [](const activity::Note& note) { return !is_public(note); });
    auto shown = NoteViews(snapshot, addresses_, labels).several(notes, "note");
    View view = account_row(account);
    view.set("followers_label", labels.followers)
        .set("followers", activitypub::count_followers(snapshot, account.id))
        .set("notes_label", labels.notes)
        .set("notes_total", store::note_counts(snapshot, account.id).notes)
        .set("follow", labels.follow)
        .set("no_notes", labels.no_notes)
        .set("older", labels.older)
        .set_flag("has_notes", shown.shown > 0);
    if (shown.shown > 0 && (full || shown.shown < notes.size())) {
      const auto last = notes.at(shown.shown - 1).id;
      view.set("older_url", *Url::of("/@" + account.name + "?before=" + last.text()));
    }
    view.set_list("notes", std::move(shown.views));
    return page(200, request, frame, render(templates::account(), view));
  }

  Response note_page(const Request& request, store::Snapshot& snapshot, Frame frame, const activity::Note& note) const {
    const auto& labels = frame.labels;
    if (const auto account = store::account_by_id(snapshot, note.account)) frame.title = account->display_name;
    if (const auto url = Url::of(addresses_.note(note.id))) frame.document_url = *url;
    const NoteViews views(snapshot, addresses_, labels);
    auto replies =
        store::replies_to(snapshot, note.id, true, kRepliesPerPage + 1, note_id(request.query_param("after")));
    const bool full = replies.size() > kRepliesPerPage;
    if (full) replies.pop_back();
    auto shown = views.several(replies, "note reply");
    View view;
    view.set_list("post", {views.one(note, "note whole")})
        .set("replies_label", labels.replies)
        .set("no_replies", labels.no_replies)
        .set("more", labels.more_replies)
        .set_flag("has_replies", shown.shown > 0);
    if (shown.shown > 0 && (full || shown.shown < replies.size())) {
      const auto last = replies.at(shown.shown - 1).id;
      view.set("more_url", *Url::of("/notes/" + note.id.text() + "?after=" + last.text()));
    }
    view.set_list("replies", std::move(shown.views));
    return page(200, request, frame, render(templates::conversation(), view));
  }

  store::Store& store_;
  const activity::Addresses& addresses_;
};

}  // namespace

void add_routes(net::Router& router, const Services& services) {
  const auto pages = std::make_shared<const Pages>(services);  // shared by the handlers
  router.add(Method::Get, "/", [pages](const Request& request) { return pages->home(request); });
  router.add(Method::Get, "/{page}", [pages](const Request& request) { return pages->account(request); });
  router.add(Method::Get, "/public.css", style_sheet);
}

net::Handler actor_page(const Services& services) {
  return [pages = Pages(services)](const Request& request) { return pages.actor(request); };
}

net::Handler note_page(const Services& services) {
  return [pages = Pages(services)](const Request& request) { return pages.note(request); };
}

}  // namespace chancery::pages
