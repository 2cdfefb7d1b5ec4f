#include "pages/page.hpp"

#include <utility>

#include "pages/answer.hpp"
#include "pages/templates.hpp"

namespace chancery::pages {
namespace {

net::Response absence(int status, Frame frame, std::string_view heading, std::string_view explanation) {
  View view;
  view.set("heading", heading)
      .set("explanation", explanation)
      .set("home_url", frame.reader.path("/"))
      .set("to_home", frame.labels.to_home);
  frame.title = heading;
  frame.path.clear();
  return page(status, frame, render(templates::gone(), view));
}

std::string absolute(const Frame& frame, const Url& path) {
  return frame.site.addresses().base() + path.text();
}

// The same page in every language of ours; where it has no address of its own, the home page.
std::vector<View> tongues(const Frame& frame, bool absolute_urls) {
  const std::string_view path = frame.path.empty() ? std::string_view("/") : frame.path;
  std::vector<View> views;
  for (const auto& labels : all_labels()) {
    const auto url = in_language(path, labels.language);
    View view;
    view.set("tag", labels.language)
        .set("own_name", labels.own_name)
        .set("tongue_url", absolute_urls ? *Url::of(absolute(frame, url)) : url)
        .set_flag("current", labels.language == frame.labels.language);
    views.push_back(std::move(view));
  }
  return views;
}

// What other sites and search engines are told.
void introduce(View& view, const Frame& frame, const std::string& ministry) {
  if (frame.path.empty()) return;
  const auto& base = frame.site.addresses().base();
  view.set_flag("introduced", true)
      .set("canonical_url", *Url::of(absolute(frame, frame.reader.path(frame.path))))
      .set("neutral_url", *Url::of(base + frame.path))
      .set("kind", frame.kind)
      .set("card_title", frame.title.empty() ? ministry : frame.title)
      .set("description", frame.description)
      .set("published", frame.published)
      .set("picture_alt", frame.picture_alt)
      .set("card", frame.picture_url ? "summary_large_image" : "summary")
      .set_list("alternates", tongues(frame, true));
  if (frame.picture_url) view.set("picture_url", *frame.picture_url);
  if (frame.document_url) view.set("document_url", *frame.document_url);
  if (frame.oembed_url) view.set("oembed_url", *frame.oembed_url);
  std::vector<View> feeds;
  for (const auto& feed : frame.feeds) {
    feeds.emplace_back().set("type", feed.type).set("feed_title", feed.title).set("feed_url", feed.url);
  }
  view.set_list("feeds", std::move(feeds));
}

}  // namespace

Frame frame_for(const net::Request& request, store::Snapshot& snapshot, const Site& site) {
  const auto institution = staff::institution(snapshot);
  const std::string fallback = institution && !institution->languages.empty() ? institution->languages.front() : "en";
  auto reader = reader_of(request, fallback);
  const auto& labels = *reader.labels;
  Frame frame{.site = site, .reader = std::move(reader), .labels = labels};
  if (institution) {
    frame.ministry = institution->name;
    frame.demo = institution->demo;
  }
  return frame;
}

net::Response page(int status, const Frame& frame, SafeHtml main) {
  const auto& labels = frame.labels;
  const std::string ministry = frame.ministry.empty() ? "Chancery" : frame.ministry;
  View view;
  view.set("language", labels.language)
      .set("direction", direction_of(labels.language))
      .set("title", frame.title.empty() ? ministry : frame.title + " · " + ministry)
      .set("css_url", *Url::of(frame.site.style_sheet_path()))
      .set("skip", labels.skip)
      .set("home_url", frame.reader.path("/"))
      .set("ministry", ministry)
      .set_flag("at_home", frame.at_home)
      .set("official_channel", labels.official_channel)
      .set("host", frame.site.addresses().host())
      .set("languages_label", labels.languages)
      .set_list("tongues", tongues(frame, false))
      .set_flag("demo", frame.demo)
      .set("fictional", labels.fictional)
      .set("main_html", std::move(main))
      .set("colophon", filled(labels.colophon, {"\u2068" + frame.site.addresses().host() + "\u2069"}))
      .set("transparency", labels.transparency)
      .set("transparency_url", frame.reader.path("/transparency"))
      .set("verify", labels.verify)
      .set("verify_url", frame.reader.path("/verify"));
  introduce(view, frame, ministry);
  auto response = document("text/html; charset=utf-8", render(templates::layout(), view).text());
  response.status = status;
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("Vary", "Accept, Accept-Language, Accept-Encoding");
  response.headers.add("Content-Language", std::string(labels.language));
  return response;
}

net::Response not_found_page(Frame frame) {
  const auto& labels = frame.labels;
  return absence(404, std::move(frame), labels.not_found, labels.not_found_explained);
}

net::Response deleted_page(Frame frame) {
  const auto& labels = frame.labels;
  return absence(410, std::move(frame), labels.deleted, labels.deleted_explained);
}

}  // namespace chancery::pages
