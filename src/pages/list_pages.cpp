#include "pages/list_pages.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "activitypub/followers.hpp"
#include "net/url.hpp"
#include "pages/ask_us.hpp"
#include "pages/dates.hpp"
#include "pages/note_view.hpp"
#include "pages/profile.hpp"
#include "pages/templates.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "store/shares.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::pages {
namespace {

using Place = NoteViews::Place;

constexpr std::size_t kListDescription = 200;  // bytes

store::NoteRange and_one_more(store::NoteRange range) {
  range.limit = kNotesPerPage + 1;
  return range;
}

// One page of notes with its links: `notes` are and_one_more() of the range.
struct Listing {
  std::string path;  // "/@press"
  store::NoteRange range;
  std::vector<activity::Note> notes;
  std::vector<activity::Note> pinned;  // on the first page, before the others
  std::string sharer;                  // who shares what is a stranger's
  Place place = Place::Mixed;
  std::string_view nothing;
};

SafeHtml list(NoteViews& views, const Frame& frame, Listing listing) {
  auto& notes = listing.notes;
  const bool more = notes.size() > kNotesPerPage;
  if (more) notes.erase(listing.range.after ? notes.begin() : std::prev(notes.end()));
  bool older = listing.range.after ? true : more;
  const bool newer = listing.range.after ? more : static_cast<bool>(listing.range.before);
  for (const auto& pin : listing.pinned) {
    std::erase_if(notes, [&](const activity::Note& note) { return note.id == pin.id; });
  }
  std::vector<activity::Note> all = std::move(listing.pinned);
  const auto pins = all.size();
  std::ranges::move(notes, std::back_inserter(all));
  auto shown = views.several(all, listing.place);
  for (std::size_t i = 0; i < std::min(pins, shown.shown); ++i) shown.views[i].set("pinned", frame.labels.pinned);
  if (!listing.sharer.empty()) {
    const auto shared_by = filled(frame.labels.shared_by, {"\u2068" + listing.sharer + "\u2069"});
    for (std::size_t i = pins; i < shown.shown; ++i) {
      if (!all[i].account) shown.views[i].set("pinned", shared_by);
    }
  }
  older = older || shown.shown < all.size();
  View view;
  view.set_flag("has_notes", shown.shown > 0)
      .set("no_notes", listing.nothing)
      .set("older", frame.labels.older)
      .set("newer", frame.labels.newer);
  if (shown.shown > pins) {
    const auto& first = all.at(pins);
    const auto& last = all.at(shown.shown - 1);
    if (older) view.set("older_url", frame.reader.path(listing.path + "?before=" + last.id.text()));
    if (newer) view.set("newer_url", frame.reader.path(listing.path + "?after=" + first.id.text()));
    view.set_flag("has_more", older || newer);
  }
  view.set_list("notes", std::move(shown.views));
  return render(templates::list(), view);
}

std::string place_in(const std::string& path, const store::NoteRange& range) {
  if (range.before) return path + "?before=" + range.before.text();
  if (range.after) return path + "?after=" + range.after.text();
  return path;
}

View account_row(const Frame& frame, const activity::Account& account) {
  View row;
  row.set("account_url", frame.reader.path("/@" + account.name))
      .set("name", account.display_name)
      .set("acct", frame.site.addresses().acct(account.name))
      .set("summary", account.summary)
      .set("account_language", account.language)
      .set("account_direction", direction_of(account.language));
  return row;
}

// Accounts by mission; those of none come first, under the plain heading.
std::vector<View> groups_of(store::Snapshot& snapshot, const Frame& frame,
                            const std::vector<activity::Account>& accounts) {
  std::map<std::string, std::vector<View>> by_mission;
  for (const auto& account : accounts) {
    by_mission[profile_view(snapshot, frame.site, account).mission].push_back(account_row(frame, account));
  }
  std::vector<View> groups;
  for (auto& [mission, rows] : by_mission) {
    auto& group = groups.emplace_back();
    group.set("group", mission.empty() ? frame.labels.accounts : mission).set_list("accounts", std::move(rows));
  }
  return groups;
}

void set_profile(View& view, const Frame& frame, const ProfileView& profile) {
  if (profile.avatar) view.set("avatar_url", *profile.avatar);
  if (profile.header) view.set("header_url", *profile.header);
  std::vector<View> fields;
  for (const auto& field : profile.fields) {
    auto& row = fields.emplace_back();
    row.set("field", field.name).set("value", field.value);
    if (field.url) row.set("field_url", *field.url);
    if (field.verified) {
      row.set("verified", frame.labels.verified).set("verified_since", shown_date(*field.verified, frame.labels));
    }
  }
  std::string languages;
  for (const auto& tag : profile.languages) {
    const auto* labels = labels_for(tag);
    languages += (languages.empty() ? "" : ", ") + std::string(labels ? labels->own_name : tag);
  }
  if (profile.moved_to) {
    view.set("moved_url", *profile.moved_to)
        .set("moved_address", profile.moved_to->text())
        .set("moved_label", frame.labels.moved_to);
  }
  view.set_list("fields", std::move(fields)).set("languages", languages).set("languages_label", frame.labels.writes_in);
}

std::vector<activity::Note> pinned_notes(store::Snapshot& snapshot, const ProfileView& profile) {
  std::vector<activity::Note> notes;
  for (const auto id : profile.pinned) {
    auto note = store::note_by_id(snapshot, id);
    const bool readable = note && !note->deleted && is_public(*note);
    if (readable) notes.push_back(std::move(*note));
  }
  return notes;
}

// A post that is shared, in the place it has among the account's own: as it was last seen, nothing is fetched. What its
// author changed since is shown by its address alone.
activity::Note shared_note(store::Snapshot& snapshot, NoteViews& views, const store::Share& share) {
  activity::Note note;
  note.id = activity::NoteId{share.id.value};
  note.uri = share.uri;
  note.url = share.uri;
  note.attributed_to = share.author;
  note.published = share.at;
  const auto source = store::source_by_uri(snapshot, share.uri);
  if (!source || source->digest != share.digest) return note;
  note.content = source->content;
  note.language = source->language;
  note.url = source->url;
  note.published = source->published;
  note.parts.summary = source->summary;
  const auto& actor = source->author;
  Author author;
  author.name = actor.name.empty() ? actor.preferred_username : actor.name;
  author.acct = activity::handle_of(store::actor_by_uri(snapshot, actor.uri).value_or(actor));
  author.schema_type = "Person";
  if (const auto url = Url::of(actor.url.empty() ? actor.uri : actor.url)) author.url = *url;
  views.introduce(actor.uri, std::move(author));
  return note;
}

// What the account said and what it shared, as it happened, newest first: of the range, and one more.
std::vector<activity::Note> said_and_shared(store::Snapshot& snapshot, NoteViews& views, activity::AccountId account,
                                            const store::NoteRange& range) {
  auto all = store::public_notes_of(snapshot, account, range);
  for (const auto& share : store::shares_of(snapshot, account, range)) {
    all.push_back(shared_note(snapshot, views, share));
  }
  std::ranges::sort(all, std::greater{}, &activity::Note::id);
  if (all.size() <= range.limit) return all;
  const auto spare = static_cast<std::ptrdiff_t>(all.size() - range.limit);
  if (range.after) {
    all.erase(all.begin(), all.begin() + spare);
  } else {
    all.erase(all.end() - spare, all.end());
  }
  return all;
}

std::string shortened(std::string_view text) {
  return text.size() <= kListDescription ? std::string(text)
                                         : std::string(text::cut_at_character(text, kListDescription)) + "…";
}

}  // namespace

net::Response home_page(store::Snapshot& snapshot, Frame frame, Timestamp now, const store::NoteRange& range) {
  const auto& labels = frame.labels;
  View view;
  if (frame.ministry.empty()) {
    view.set("setting_up", labels.setting_up).set("come_back", labels.come_back);
    return page(200, frame, render(templates::setting_up(), view));
  }
  frame.path = place_in("/", range);
  frame.at_home = true;
  frame.description = labels.welcome;
  frame.feeds = feeds_of(frame.reader, "/feed");
  const auto accounts = store::accounts(snapshot);
  NoteViews views(snapshot, frame.site, frame.reader, now);
  auto notes = list(views, frame,
                    {.path = "/",
                     .range = range,
                     .notes = store::public_notes(snapshot, and_one_more(range)),
                     .pinned = {},
                     .sharer = {},
                     .place = Place::Mixed,
                     .nothing = labels.no_notes});
  view.set("ministry", frame.ministry)
      .set("welcome", labels.welcome)
      .set("latest", labels.latest)
      .set_list("groups", groups_of(snapshot, frame, accounts))
      .set("ask_html", ask_us(frame, {}))
      .set("notes_html", std::move(notes));
  if (accounts.empty()) view.set("no_accounts", labels.no_accounts);
  return page(200, frame, render(templates::home(), view));
}

net::Response account_page(store::Snapshot& snapshot, Frame frame, Timestamp now, const activity::Account& account,
                           const store::NoteRange& range) {
  const auto& labels = frame.labels;
  const auto path = "/@" + account.name;
  const auto& addresses = frame.site.addresses();
  frame.title = account.display_name;
  frame.path = place_in(path, range);
  frame.kind = "profile";
  frame.description = shortened(account.summary);
  frame.feeds = feeds_of(frame.reader, "/feed/" + account.name);
  if (const auto url = Url::of(addresses.actor(account.id))) frame.document_url = *url;
  const auto profile = profile_view(snapshot, frame.site, account);
  const bool first_page = !range.before && !range.after;
  NoteViews views(snapshot, frame.site, frame.reader, now);
  auto notes = list(views, frame,
                    {.path = path,
                     .range = range,
                     .notes = said_and_shared(snapshot, views, account.id, and_one_more(range)),
                     .pinned = first_page ? pinned_notes(snapshot, profile) : std::vector<activity::Note>{},
                     .sharer = account.display_name,
                     .place = Place::Own,
                     .nothing = labels.no_notes});
  View view = account_row(frame, account);
  view.set("official_account", filled(labels.official_account_of, {"\u2068" + frame.ministry + "\u2069"}))
      .set("account_type", account.type == activity::ActorType::Person ? "Person" : "GovernmentOrganization")
      .set("followers_label", labels.followers)
      .set("notes_label", labels.notes)
      .set("ask_html", ask_us(frame, addresses.acct(account.name)))
      .set("notes_html", std::move(notes));
  const auto followers = activitypub::count_followers(snapshot, account.id);
  if (followers > 0) view.set("followers", shown_number(followers));
  set_profile(view, frame, profile);
  return page(200, frame, render(templates::account(), view));
}

net::Response tag_page(store::Snapshot& snapshot, Frame frame, Timestamp now, const std::vector<std::string>& written,
                       const store::NoteRange& range) {
  const auto& labels = frame.labels;
  auto notes = store::public_notes_tagged(snapshot, written, and_one_more(range));
  if (notes.empty() && !range.before && !range.after) return not_found_page(std::move(frame));
  const auto whole = frame.site.addresses().tag(written.front());
  const auto path = whole.substr(frame.site.addresses().base().size());
  frame.title = '#' + written.front();
  frame.path = place_in(path, range);
  const auto heading = filled(labels.tagged, {"\u2068" + written.front() + "\u2069"});
  frame.description = heading;
  NoteViews views(snapshot, frame.site, frame.reader, now);
  View view;
  view.set("heading", heading)
      .set("notes_html", list(views, frame,
                              {.path = path,
                               .range = range,
                               .notes = std::move(notes),
                               .pinned = {},
                               .sharer = {},
                               .place = Place::Mixed,
                               .nothing = labels.no_tagged}));
  return page(200, frame, render(templates::tag(), view));
}

}  // namespace chancery::pages
