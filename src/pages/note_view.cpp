#include "pages/note_view.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "activitypub/picture_links.hpp"
#include "activitypub/reactions.hpp"
#include "activitypub/stamps.hpp"
#include "media/blurhash.hpp"
#include "pages/dates.hpp"
#include "pages/profile.hpp"
#include "speak/link_card.hpp"
#include "speak/posts.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::pages {
namespace {

constexpr std::size_t kLongReply = 4'000;  // bytes of a stranger's content shown whole
constexpr std::size_t kLongPost = 3'000;   // bytes of ours shown whole on a list
constexpr std::size_t kExcerpt = 1'200;    // bytes of text shown of a longer one
constexpr std::size_t kNoteWeight = 45;    // compressed, of what stands around the words
constexpr std::size_t kPictureWeight = 60;
constexpr std::size_t kTokenWeight = 24;  // of a stranger's picture's address, which nothing compresses
constexpr std::size_t kEmojiWeight = kTokenWeight + 16;
constexpr std::size_t kAltThere = 200;  // bytes of what a thing elsewhere shows

using Place = NoteViews::Place;

bool is_shortened(const activity::Note& note, std::size_t bytes, Place place) {
  if (place == Place::Whole || place == Place::Part) return false;
  return bytes > (note.account ? kLongPost : kLongReply);
}

std::string excerpt(std::string_view html) {
  const auto plain = text::to_plain(html);
  if (plain.size() <= kExcerpt) return plain;
  return std::string(text::cut_at_character(plain, kExcerpt)) + "…";
}

std::optional<Url> path_of(const std::string& path) {
  if (path.empty()) return std::nullopt;
  const auto url = Url::of(path);
  return url ? std::optional(*url) : std::nullopt;
}

// Where we show it: ours as a file, a stranger's fetched by us, for else her server would learn who reads.
std::optional<Url> shown_picture(const Site& site, const activity::Note& note, std::size_t index) {
  const auto& picture = note.parts.attachments[index];
  if (note.account) return picture.media_type.starts_with("image/") ? own_media(site, picture.url) : std::nullopt;
  const auto* links = site.picture_links();
  return links ? path_of(links->of(note, index, activitypub::Onlooker::Public)) : std::nullopt;
}

// One of eight colours of the style sheet, near to what the picture shows; inline styles are nobody's here.
std::string_view tone_of(const activity::Attachment& picture) {
  static constexpr std::array<std::string_view, 8> kTones{"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"};
  constexpr int kColourful = 24;
  constexpr int kLight = 3 * 128;
  if (!media::is_blurhash(picture.blurhash)) return {};
  const auto [red, green, blue] = media::average_of(picture.blurhash);
  const int most = std::max({red, green, blue});
  const bool grey = most - std::min({red, green, blue}) < kColourful;
  const std::size_t hue = grey ? 0 : most == red ? 1 : most == green ? 2 : 3;
  return kTones.at(hue + (red + green + blue >= kLight ? 4 : 0));
}

std::string_view label_there(const Labels& labels, const activity::Attachment& attachment) {
  if (attachment.media_type.starts_with("image/")) return labels.picture_there;
  if (attachment.media_type.starts_with("video/")) return labels.video_there;
  return attachment.media_type.starts_with("audio/") ? labels.sound_there : labels.file_there;
}

// What is not shown here is named and led to; nothing of it is fetched.
View view_there(const Labels& labels, const activity::Attachment& attachment, std::string_view alt) {
  View view;
  view.set("there", label_there(labels, attachment)).set("there_shows", text::cut_at_character(alt, kAltThere));
  const bool picture = attachment.media_type.starts_with("image/");  // not wanted here: then not led to either
  if (const auto url = Url::of(attachment.url); url && !picture && attachment.url.starts_with("http")) {
    view.set("there_url", *url);
  }
  return view;
}

std::string_view css_class(const activity::Note& note, Place place) {
  if (place == Place::Whole || place == Place::Part) return "note whole";
  return note.account ? "note ours" : "note";
}

}  // namespace

std::size_t compressed_estimate(std::string_view html) {
  // Thousandths of a byte for each byte: letters of one byte, of two (Cyrillic, Arabic), of three (Han).
  constexpr std::size_t kOne = 480, kTwo = 620, kThree = 1'250;
  std::size_t weight = 0;
  for (const char c : html) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) weight += kOne;
    if (byte >= 0xC0 && byte < 0xE0) weight += kTwo;
    if (byte >= 0xE0) weight += kThree;
  }
  return weight / 1'000;
}

Author NoteViews::read_author(const activity::Note& note) const {
  Author author;
  if (note.account) {
    const auto account = store::account_by_id(snapshot_, note.account);
    if (!account) return author;
    author = {account->display_name, site_.addresses().acct(account->name),
              account->type == activity::ActorType::Person ? "Person" : "GovernmentOrganization",
              reader_.path("/@" + account->name), true};
    return author;
  }
  const auto actor = store::actor_by_id(snapshot_, note.actor);
  if (!actor) return author;
  author.name = actor->name.empty() ? actor->preferred_username : actor->name;
  author.acct = activity::handle_of(*actor);
  author.schema_type = "Person";
  if (const auto url = Url::of(actor->url.empty() ? actor->uri : actor->url)) author.url = *url;
  if (const auto* links = site_.picture_links()) {
    author.face = path_of(links->of(*actor, activitypub::Onlooker::Public));
    if (!actor->emojis.empty()) {
      author.shown = with_emoji(escaped(author.name), [&](std::string_view shortcode) {
        return links->emoji(*actor, shortcode, activitypub::Onlooker::Public);
      });
    }
  }
  return author;
}

SafeHtml NoteViews::with_emoji_of(const activity::Note& note, const SafeHtml& html) const {
  const auto* links = site_.picture_links();
  if (!links || note.parts.emojis.empty()) return html;
  return with_emoji(
      html, [&](std::string_view shortcode) { return links->emoji(note, shortcode, activitypub::Onlooker::Public); });
}

const Author& NoteViews::author_of(const activity::Note& note) {
  const auto known = authors_.find(note.attributed_to);
  if (known != authors_.end()) return known->second;
  return authors_.emplace(note.attributed_to, read_author(note)).first->second;
}

void NoteViews::set_author(View& view, const activity::Note& note, Place place) {
  view.set_flag("ours", static_cast<bool>(note.account));
  if (place == Place::Own && note.account) return;
  const auto& author = author_of(note);
  view.set("author", author.name)
      .set("author_html", author.shown ? *author.shown : escaped(author.name))
      .set("acct", author.acct)
      .set("author_type", author.schema_type);
  if (author.url) view.set("author_url", *author.url);
  if (author.face) view.set("face_url", *author.face);
  if (note.account && place != Place::Mixed) view.set("official", labels_.official);
}

void NoteViews::set_words(View& view, const activity::Note& note, Place place) const {
  const auto text = text_for(reader_, note);
  if (!text.language.empty() && text.language != "und") view.set("note_language", text.language);
  const bool known = note.account && text.language != "und";
  view.set("note_direction", known ? direction_of(text.language) : "auto")
      .set("warning", text.warning)
      .set("warning_html", with_emoji_of(note, escaped(text.warning)))
      .set("warning_label", labels_.warning);
  if (!is_shortened(note, text.content.size(), place)) {
    const auto words = sanitised_wording({std::string(text.language), std::string(text.content)});
    view.set("words_html", with_emoji_of(note, words));
    return;
  }
  view.set("words_html", with_emoji_of(note, as_paragraph(excerpt(text.content))));
  if (note.account) {
    view.set("read_on", labels_.read_on);
  } else {
    view.set("cut", labels_.cut_short);
  }
}

// Which part of a thread it is, and the way to the others.
bool NoteViews::set_part(View& view, const activity::Note& note) const {
  const auto thread = speak::thread_of(snapshot_, note.id);
  const auto at = std::ranges::find(thread, note.id);
  if (at == thread.end()) return false;
  view.set("part_of", filled(labels_.part_of, {std::to_string(at - thread.begin() + 1), std::to_string(thread.size())}))
      .set("thread_url", reader_.path("/notes/" + note.id.text()));
  return true;
}

// That more follows it, as one.
void NoteViews::set_thread(View& view, const activity::Note& note) const {
  const auto parts = note.account ? store::thread_size(snapshot_, note.id) : 1;
  if (parts < 2) return;
  view.set("part_of", filled(labels_.thread_of, {std::to_string(parts)}))
      .set("thread_url", reader_.path("/notes/" + note.id.text()));
}

// What it answers, where the page does not show that, and what it quotes.
void NoteViews::set_context(View& view, const activity::Note& note, Place place) {
  if (!note.parts.quote.empty()) {
    view.set("quotes", labels_.quotes).set("quoted", note.parts.quote);
    if (const auto url = Url::of(note.parts.quote)) view.set("quote_url", *url);
  }
  const bool alone = place == Place::Mixed || place == Place::Own;
  if (alone) set_thread(view, note);
  if (note.in_reply_to.empty() || !alone) return;
  const auto answered = store::note_by_uri(snapshot_, note.in_reply_to);
  if (!answered || answered->deleted || !is_public(*answered)) return;
  if (note.account && answered->account == note.account && set_part(view, note)) return;
  const auto& author = author_of(*answered);
  if (author.acct.empty()) return;
  view.set("in_reply_to", labels_.in_reply_to)
      .set("answered", '@' + author.acct)
      .set_flag("answered_ours", static_cast<bool>(answered->account));
  if (answered->account) {
    view.set("answered_url", reader_.path("/notes/" + answered->id.text()));
  } else if (const auto url = Url::of(answered->url.empty() ? answered->uri : answered->url)) {
    view.set("answered_url", *url);
  }
}

void NoteViews::set_pictures(View& view, const activity::Note& note) const {
  std::vector<View> pictures;
  std::vector<View> elsewhere;
  for (std::size_t i = 0; i < note.parts.attachments.size(); ++i) {
    const auto& attachment = note.parts.attachments[i];
    const auto alt = alt_for(reader_, attachment);
    const auto url = shown_picture(site_, note, i);
    if (!url) {
      elsewhere.push_back(view_there(labels_, attachment, alt));
      continue;
    }
    auto& picture = pictures.emplace_back();
    picture.set("image_url", *url).set("alt", alt).set("tone", tone_of(attachment));
    if (attachment.width > 0 && attachment.height > 0) {
      picture.set("width", std::int64_t{attachment.width}).set("height", std::int64_t{attachment.height});
    }
  }
  if (!pictures.empty()) {
    view.set_flag("has_pictures", true)
        .set_flag("covered", note.parts.sensitive && note.parts.summary.empty())
        .set("picture_label", labels_.picture)
        .set("show", labels_.show)
        .set_list("pictures", std::move(pictures));
  }
  if (!elsewhere.empty()) view.set_list("elsewhere", std::move(elsewhere));
}

// What the page its first link leads to says, as it was approved with the post.
void NoteViews::set_card(View& view, const activity::Note& note, Place place) const {
  if (!note.account || !note.parts.attachments.empty() || note.parts.question) return;
  const auto card = speak::card_of(snapshot_, note.id);
  if (!card) return;
  const auto url = Url::of(card->url);
  if (!url) return;
  view.set("card_url", *url).set("card_name", card->title).set("card_site", card->site);
  if (place == Place::Whole) view.set("card_says", card->description);
  if (card->image.empty()) return;
  if (const auto image = path_of("/media/" + card->image)) view.set("card_image_url", *image);
}

void NoteViews::set_poll(View& view, const activity::Note& note) const {
  const auto& poll = note.parts.question;
  if (!poll || poll->options.empty()) return;
  std::int64_t votes = 0;
  for (const auto& option : poll->options) votes += option.votes;
  const auto voters = std::max(poll->voters, poll->multiple ? std::int64_t{0} : votes);
  const auto whole = poll->multiple && voters > 0 ? voters : votes;
  std::vector<View> options;
  for (const auto& option : poll->options) {
    const auto percent = whole > 0 ? std::min<std::int64_t>(100, (option.votes * 200 + whole) / (2 * whole)) : 0;
    options.emplace_back().set("option", option.name).set("count", shown_number(option.votes)).set("percent", percent);
  }
  const bool open = poll->ends > now_;
  view.set_flag("has_poll", true)
      .set_list("options", std::move(options))
      .set("counted", filled(labels_.voters, {shown_number(voters)}))
      .set("poll_until", open ? labels_.poll_open : labels_.poll_closed)
      .set("poll_ends", rfc3339_seconds(poll->ends))
      .set("poll_ends_shown", shown_time(poll->ends, labels_));
}

// How often others liked, shared and quoted it. What nobody did is not told.
std::string NoteViews::counts_of(const activity::Note& note) const {
  const auto reactions = activitypub::reaction_counts(snapshot_, note.id);
  std::string counts;
  for (const auto& [label, count] :
       {std::pair{labels_.liked, reactions.likes}, std::pair{labels_.shared, reactions.announces},
        std::pair{labels_.quoted, activitypub::quote_count(snapshot_, note.id)}}) {
    if (count == 0) continue;
    counts += (counts.empty() ? "" : " · ") + std::string(label) + ": " + shown_number(count);
  }
  return counts;
}

void NoteViews::set_meta(View& view, const activity::Note& note, Place place) {
  view.set("when", rfc3339_seconds(note.published)).set("when_shown", shown_time(note.published, labels_));
  if (!note.account) {
    // A stranger's address that cannot be linked to is replaced by where her note came from.
    auto url = Url::of(note.url);
    if (!url) url = Url::of(note.uri);
    if (url) view.set("note_url", *url);
    return;
  }
  const auto path = "/notes/" + note.id.text();
  view.set("note_url", reader_.path(path));
  if (note.updated > note.published) {
    view.set("edited", labels_.edited).set("history_url", reader_.path(path + "/history"));
  }
  const bool person = author_of(note).schema_type == "Person";
  if (note.parts.herself) {
    view.set("by_hand", labels_.herself);
  } else if (person) {
    view.set("by_hand", labels_.team);
  }
  if (place == Place::Whole || place == Place::Part) {
    view.set("counts", counts_of(note));
    return;
  }
  const auto replies = store::answer_count(snapshot_, note.id, true);
  if (replies > 0) view.set("replies_total", replies).set("replies_label", labels_.replies);
}

View NoteViews::one(const activity::Note& note, Place place) {
  View view;
  view.set("note_class", css_class(note, place)).set_flag("whole", place == Place::Whole);
  set_author(view, note, place);
  set_words(view, note, place);
  set_context(view, note, place);
  set_pictures(view, note);
  set_card(view, note, place);
  set_poll(view, note);
  set_meta(view, note, place);
  return view;
}

std::size_t NoteViews::weight(const activity::Note& note, Place place) {
  const auto text = text_for(reader_, note);
  auto weight = kNoteWeight + compressed_estimate(text.warning);
  if (place != Place::Own && author_of(note).face) weight += kTokenWeight;
  weight += is_shortened(note, text.content.size(), place) ? compressed_estimate(text.content.substr(0, kExcerpt))
                                                           : compressed_estimate(text.content);
  for (const auto& picture : note.parts.attachments) {
    weight += kPictureWeight + compressed_estimate(alt_for(reader_, picture)) + (note.account ? 0 : kTokenWeight);
  }
  weight += note.parts.emojis.size() * kEmojiWeight;
  if (note.parts.question) {
    for (const auto& option : note.parts.question->options) weight += kPictureWeight + compressed_estimate(option.name);
  }
  return weight;
}

NoteViews::Several NoteViews::several(std::span<const activity::Note> notes, Place place) {
  Several several;
  std::size_t all = 0;
  for (const auto& note : notes) {
    all += weight(note, place);
    if (several.shown > 0 && all > kPageBudget) break;
    several.views.push_back(one(note, place));
    ++several.shown;
  }
  return several;
}

}  // namespace chancery::pages
