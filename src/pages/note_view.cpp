#include "pages/note_view.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "net/url.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::pages {
namespace {

constexpr std::size_t kLongReply = 4'000;  // bytes of a stranger's content shown whole
constexpr std::size_t kExcerpt = 1'200;    // bytes of text shown of a longer one

// "2026-11-22 09:30 UTC": the same for readers of every language.
std::string shown_time(Timestamp time) {
  auto text = to_rfc3339(std::chrono::floor<std::chrono::minutes>(time));
  text.replace(text.find('T'), 1, " ");
  return text.substr(0, 16) + " UTC";
}

std::string rfc3339_seconds(Timestamp time) {
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace

void NoteViews::set_author(View& view, const activity::Note& note) const {
  if (note.account) {
    const auto account = store::account_by_id(snapshot_, note.account);
    if (!account) return;
    view.set("author", account->display_name).set("acct", addresses_.acct(account->name)).set_flag("ours", true);
    if (const auto url = Url::of("/@" + account->name)) view.set("author_url", *url);
    return;
  }
  const auto actor = store::actor_by_id(snapshot_, note.actor);
  if (!actor) return;
  const auto home = net::Url::parse(actor->uri);
  view.set("author", actor->name.empty() ? actor->preferred_username : actor->name)
      .set("acct", actor->preferred_username + '@' + (home ? home->authority() : std::string()));
  if (const auto url = Url::of(actor->url.empty() ? actor->uri : actor->url)) view.set("author_url", *url);
}

View NoteViews::one(const activity::Note& note, std::string_view css_class) const {
  View view;
  view.set("note_class", css_class)
      .set("when", rfc3339_seconds(note.published))
      .set("when_shown", shown_time(note.published))
      .set("official", labels_.official)
      .set("cut_short", labels_.cut_short)
      .set("replies_label", labels_.replies);
  set_author(view, note);
  if (note.language != "und") view.set("note_language", note.language);
  const bool long_reply = !note.account && note.content.size() > kLongReply;
  if (long_reply) {
    const auto plain = text::to_plain(note.content);
    view.set("words_html", as_paragraph(std::string(text::cut_at_character(plain, kExcerpt)) + "…"))
        .set_flag("cut", true);
  } else {
    view.set("words_html", sanitised_content(note));
  }
  const auto address = note.account ? "/notes/" + note.id.text() : note.url;
  // A stranger's address that cannot be linked to is replaced by where her note came from.
  if (const auto url = Url::of(address)) {
    view.set("note_url", *url);
  } else if (const auto uri = Url::of(note.uri)) {
    view.set("note_url", *uri);
  }
  if (note.account) {
    const auto replies = store::reply_count(snapshot_, note.id, true);
    if (replies > 0) view.set("replies_total", replies);
  }
  return view;
}

NoteViews::Several NoteViews::several(std::span<const activity::Note> notes, std::string_view css_class) const {
  Several several;
  std::size_t bytes = 0;
  for (const auto& note : notes) {
    bytes += std::min(note.content.size(), note.account ? note.content.size() : kLongReply);
    if (several.shown > 0 && bytes > kPageBudget) break;
    several.views.push_back(one(note, css_class));
    ++several.shown;
  }
  return several;
}

}  // namespace chancery::pages
