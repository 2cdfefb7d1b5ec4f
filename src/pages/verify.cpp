#include "pages/verify.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "pages/answer.hpp"
#include "pages/page.hpp"
#include "pages/templates.hpp"
#include "pages/verify_labels.hpp"
#include "proof/history.hpp"

namespace chancery::pages {
namespace {

constexpr std::string_view kPath = "/verify";
// What of texts, and of leaves, stands on one page; the evidence has the rest.
constexpr std::size_t kVerifyPageBytes = 6'000;
constexpr std::size_t kEntryBytes = 150;
constexpr std::size_t kEchoBytes = 2'000;                        // of what was asked, in the form again
constexpr std::size_t kLinkBytes = 4'000;                        // of what was asked, in the address of the evidence
constexpr std::size_t kShownLink = 300;                          // of what was asked, in the links to other languages
constexpr std::size_t kFormBytes = 3 * proof::kMaxText + 1'024;  // every byte percent-encoded

std::string shown_instant(Timestamp time) {
  auto text = to_rfc3339(std::chrono::floor<std::chrono::minutes>(time));
  text.replace(text.find('T'), 1, " ");
  return text.substr(0, 16) + " UTC";
}

// A time inside a sentence, which no direction of writing may turn around (UAX #9 section 2.4).
std::string time_within(Timestamp time) {
  return "\u2066" + shown_instant(time) + "\u2069";
}

// The account a post was said by, as it was called then.
std::string acct_of(const proof::History& history) {
  for (const auto& entry : history.entries) {
    const auto facts = json::parse_object(entry.leaf.data);
    if (const auto acct = facts ? json::text(*facts, "acct") : std::nullopt) return std::string(*acct);
  }
  return {};
}

// One answer being made.
class VerifyPage {
 public:
  VerifyPage(const VerifyLabels& labels, const Reader& reader, std::string link, std::string text)
      : labels_(labels), link_(std::move(link)), text_(std::move(text)) {
    view_.set("title", labels_.title)
        .set("lead", labels_.lead)
        .set("link_label", labels_.link)
        .set("text_label", labels_.text)
        .set("check", labels_.check)
        .set("link", link_.size() > kEchoBytes ? "" : link_)
        .set("text", text_.size() > kEchoBytes ? "" : text_)
        .set("these_words", labels_.these_words)
        .set("evidence", labels_.evidence)
        .set("evidence_url", evidence())
        .set("lang", reader.chosen)
        .set("form_url", reader.path(kPath));
  }

  void refuse(std::string_view problem) { view_.set("problem", problem); }

  void answer(const proof::Answer& answer) {
    put_head(answer.head);
    bool more = answer.more;
    std::vector<View> posts;
    for (const auto& history : answer.posts) {
      if (bytes_ > kVerifyPageBytes) {
        more = true;
        break;
      }
      posts.push_back(post(history, answer.head, more));
    }
    view_.set("verdict", answer.posts.empty() ? labels_.not_said : labels_.said);
    if (answer.posts.empty() && answer.since) {
      view_.set("absence", filled(labels_.not_said_since, {time_within(*answer.since)}));
    }
    if (more) view_.set("more", labels_.more);
    view_.set_list("posts", std::move(posts));
  }

  void put_head(const std::optional<proof::Head>& head) {
    if (!head) return;
    view_.set("head", filled(labels_.head, {std::to_string(head->tree.size), time_within(head->tree.at)}));
  }

  [[nodiscard]] const View& view() const { return view_; }

 private:
  [[nodiscard]] Url evidence() const {
    std::string path = "/api/public/proof/";
    if (!link_.empty() && link_.size() <= kLinkBytes)
      return *Url::of(path + "verify?link=" + net::percent_encode(link_));
    if (!text_.empty() && text_.size() <= kLinkBytes)
      return *Url::of(path + "verify?text=" + net::percent_encode(text_));
    return *Url::of(path + "head");
  }

  View post(const proof::History& history, const std::optional<proof::Head>& head, bool& more) {
    View view;
    view.set("acct", acct_of(history)).set("address", history.note);
    if (const auto url = Url::of(history.note)) view.set("address_url", *url);
    std::vector<View> entries;
    for (const auto& each : history.entries) {
      // How it ended is told whatever stands between.
      if (bytes_ > kVerifyPageBytes && &each != &history.entries.back()) {
        more = true;
        continue;
      }
      entries.push_back(entry(each, head, more));
    }
    view.set_list("entries", std::move(entries));
    return view;
  }

  [[nodiscard]] std::string what(const proof::Entry& entry) const {
    switch (entry.kind) {
      case proof::Kind::Published:
        return std::string(labels_.published);
      case proof::Kind::Edited:
        return filled(labels_.edited, {std::to_string(entry.version)});
      case proof::Kind::Removed:
        return std::string(labels_.removed);
      case proof::Kind::Shared:
        return std::string(labels_.shared);
      case proof::Kind::Unshared:
        return std::string(labels_.unshared);
      default:
        return std::string(labels_.erased);
    }
  }

  View entry(const proof::Entry& entry, const std::optional<proof::Head>& head, bool& more) {
    const bool proved = head && entry.leaf.index < head->tree.size;
    View view;
    view.set("what", what(entry))
        .set("at", to_rfc3339(entry.at))
        .set("at_shown", shown_instant(entry.at))
        .set_flag("matches", entry.matches)
        .set("proved", filled(proved ? labels_.proved : labels_.not_proved, {std::to_string(entry.leaf.index)}));
    bytes_ += kEntryBytes;
    std::vector<View> texts;
    for (const auto& opening : entry.openings) {
      if (!opening.bytes) {
        view.set("hidden", labels_.not_shown);
      } else if (auto words = text(*opening.bytes, more)) {
        texts.push_back(std::move(*words));
      }
    }
    view.set_list("texts", std::move(texts));
    return view;
  }

  // Nothing for a picture, and where the page is full.
  std::optional<View> text(const std::string& opening, bool& more) {
    const auto words = json::parse_object(opening);
    auto text = words ? json::text(*words, "text") : std::nullopt;
    if (!text && words) text = json::text(*words, "shared");
    if (!text) return std::nullopt;
    if (bytes_ + text->size() > kVerifyPageBytes) {
      more = true;
      return std::nullopt;
    }
    bytes_ += text->size();
    const auto warning = json::text(*words, "warning").value_or("");
    const auto whole = warning.empty() ? std::string(*text) : std::string(warning) + "\n\n" + std::string(*text);
    View view;
    view.set("words_html", as_paragraph(whole));
    if (const auto language = json::text(*words, "language"); language && *language != "und") {
      view.set("words_language", *language);
    }
    return view;
  }

  const VerifyLabels& labels_;
  const std::string link_;
  const std::string text_;
  View view_;
  std::size_t bytes_ = 0;
};

// The words of the form; nothing when they are too many or no form.
std::optional<std::string> posted_text(const net::Request& request) {
  const auto body = request.read_body(kFormBytes);
  const auto form = body ? net::parse_form(*body) : fail(body.error());
  if (!form) return std::nullopt;
  const auto found = form->find("text");
  return found == form->end() ? std::string{} : found->second;
}

net::Response show_verification(const VerifyServices& services, const net::Request& request, const std::string& link,
                                const std::optional<std::string>& text) {
  return services.store.read([&](store::Snapshot& snapshot) {
    auto frame = frame_for(request, snapshot, services.site);
    const auto& labels = verify_labels(frame.labels.language);
    frame.title = labels.title;
    frame.path = kPath;
    if (!link.empty() && link.size() <= kShownLink) frame.path += "?link=" + net::percent_encode(link);
    frame.description = labels.lead;
    VerifyPage made(labels, frame.reader, link, text.value_or(""));
    int status = 200;
    if (!link.empty()) {
      made.answer(proof::find_link(snapshot, services.site.addresses(), link));
    } else if (!text || !text->empty()) {
      const auto found = text ? proof::find_text(snapshot, services.log, *text)
                              : Result<proof::Answer>(fail(Errc::TooLarge, "text: longer than 64 KiB"));
      if (found) {
        made.answer(*found);
      } else {
        status = errc_info(found.error().code).http_status;
        made.refuse(found.error().code == Errc::TooLarge ? labels.too_long : labels.nothing_asked);
      }
    } else {
      made.put_head(proof::newest_head(snapshot));
      if (request.method == net::Method::Post || request.query_param("link")) made.refuse(labels.nothing_asked);
    }
    auto response = page(status, frame, render(templates::verify(), made.view()));
    response.headers.set("Content-Security-Policy",
                         "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
                         "frame-ancestors 'none'");
    return for_reader(request, std::move(response));
  });
}

}  // namespace

void add_verify_page(net::Router& router, const VerifyServices& services) {
  router.add(net::Method::Get, std::string(kPath), [services](const net::Request& request) {
    return show_verification(services, request, request.query_param("link").value_or(""), std::string{});
  });
  router.add(net::Method::Post, std::string(kPath), [services](const net::Request& request) {
    return show_verification(services, request, {}, posted_text(request));
  });
}

}  // namespace chancery::pages
