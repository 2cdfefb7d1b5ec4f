#include "pages/page.hpp"

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "pages/templates.hpp"

namespace chancery::pages {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

std::string fingerprint(std::string_view bytes) {
  return crypto::to_base64url(crypto::sha256(bytes)).substr(0, 22);
}

bool has_already(const net::Request& request, const std::string& etag) {
  const auto known = request.headers.find("If-None-Match");
  return known && (*known == "*" || known->find(etag) != std::string_view::npos);
}

net::Response with_body(int status, const net::Request& request, std::string_view type, std::string body) {
  net::Response response;
  const auto etag = '"' + fingerprint(body) + '"';
  response.headers.add("ETag", etag);
  response.headers.add("Content-Security-Policy", std::string(kPolicy));
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  if (status == 200 && has_already(request, etag)) {
    response.status = 304;
    return response;
  }
  response.status = status;
  response.headers.add("Content-Type", std::string(type));
  response.body = std::move(body);
  return response;
}

net::Response absence(int status, const net::Request& request, Frame frame, std::string_view heading,
                      std::string_view explanation) {
  View view;
  view.set("heading", heading).set("explanation", explanation).set("to_home", frame.labels.to_home);
  frame.title = heading;
  return page(status, request, frame, render(templates::gone(), view));
}

}  // namespace

Frame frame_for(const net::Request& request, store::Snapshot& snapshot) {
  const auto institution = staff::institution(snapshot);
  const std::string fallback = institution && !institution->languages.empty() ? institution->languages.front() : "en";
  const auto& labels = choose_labels(request.headers.find("Accept-Language").value_or(""), fallback);
  Frame frame{labels, {}, false, {}, {}};
  if (institution) {
    frame.ministry = institution->name;
    frame.demo = institution->demo;
  }
  return frame;
}

net::Response page(int status, const net::Request& request, const Frame& frame, SafeHtml main) {
  const auto& labels = frame.labels;
  const std::string ministry = frame.ministry.empty() ? "Chancery" : frame.ministry;
  View view;
  view.set("language", labels.language)
      .set("direction", direction_of(labels.language))
      .set("title", frame.title.empty() ? ministry : frame.title + " · " + ministry)
      .set("css_url", *Url::of(style_sheet_path()))
      .set("skip", labels.skip)
      .set("ministry", ministry)
      .set_flag("demo", frame.demo)
      .set("fictional", labels.fictional)
      .set("main_html", std::move(main))
      .set("colophon", labels.colophon)
      .set("transparency", labels.transparency)
      .set("verify", labels.verify);
  if (frame.document_url) view.set("document_url", *frame.document_url);
  auto response = with_body(status, request, "text/html; charset=utf-8", render(templates::layout(), view).text());
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("Vary", "Accept, Accept-Language");
  response.headers.add("Content-Language", std::string(labels.language));
  return response;
}

net::Response not_found_page(const net::Request& request, Frame frame) {
  const auto& labels = frame.labels;
  return absence(404, request, std::move(frame), labels.not_found, labels.not_found_explained);
}

net::Response deleted_page(const net::Request& request, Frame frame) {
  const auto& labels = frame.labels;
  return absence(410, request, std::move(frame), labels.deleted, labels.deleted_explained);
}

std::string style_sheet_path() {
  return "/public.css?v=" + fingerprint(templates::style_sheet());
}

net::Response style_sheet(const net::Request& request) {
  auto response = with_body(200, request, "text/css; charset=utf-8", std::string(templates::style_sheet()));
  const bool versioned = request.query == "v=" + fingerprint(templates::style_sheet());
  response.headers.add("Cache-Control", versioned ? "public, max-age=31536000, immutable" : "no-cache");
  return response;
}

}  // namespace chancery::pages
