#include "net/static_files.hpp"

#include <gtest/gtest.h>

#include <array>

namespace chancery::net {
namespace {

constexpr std::array<EmbeddedFile, 3> kFiles{{
    {"/index.html", "plain page", "", "", "\"p1\""},
    {"/assets/app-1a2b3c4d.js", "plain script", "gzip script", "brotli script", "\"s1\""},
    {"/icon", "?", "", "", "\"i1\""},
}};

Response ask(std::string_view path, Headers headers = {}) {
  Request request;
  request.headers = std::move(headers);
  return serve_embedded(kFiles, path, request);
}

std::string_view bytes(const Response& response) {
  return std::get<StaticBody>(response.body).bytes;
}

TEST(StaticFiles, ChooseTheBestEncodingTheClientTakes) {
  constexpr std::string_view kScript = "/assets/app-1a2b3c4d.js";
  struct Case {
    const char* accepted;
    std::string_view body;
  };
  for (const auto& [accepted, body] : {Case{"gzip, deflate, br", "brotli script"}, Case{"gzip", "gzip script"},
                                       Case{"br;q=0, gzip;q=0.5", "gzip script"}, Case{"br;q=0.0", "plain script"},
                                       Case{"brotli", "plain script"}, Case{"", "plain script"}}) {
    const auto response = ask(kScript, {{"Accept-Encoding", accepted}});
    EXPECT_EQ(bytes(response), body) << accepted;
    EXPECT_EQ(response.headers.find("Vary"), "Accept-Encoding");
    EXPECT_EQ(response.headers.find("Content-Type"), "text/javascript; charset=utf-8");
  }
  EXPECT_EQ(ask(kScript, {{"Accept-Encoding", "br"}}).headers.find("Content-Encoding"), "br");
  EXPECT_EQ(ask("/index.html", {{"Accept-Encoding", "br"}}).headers.find("Vary"), std::nullopt);
}

TEST(StaticFiles, TagEachEncodingApartAndAnswerNotModified) {
  const auto plain = ask("/assets/app-1a2b3c4d.js");
  const auto packed = ask("/assets/app-1a2b3c4d.js", {{"Accept-Encoding", "br"}});
  EXPECT_EQ(plain.headers.find("ETag"), "\"s1\"");
  EXPECT_EQ(packed.headers.find("ETag"), "\"s1-br\"");
  for (const auto* seen : {"\"s1-br\"", "\"old\", \"s1-br\"", "W/\"s1-br\"", "*"}) {
    const auto again = ask("/assets/app-1a2b3c4d.js", {{"Accept-Encoding", "br"}, {"If-None-Match", seen}});
    EXPECT_EQ(again.status, 304) << seen;
    EXPECT_EQ(again.headers.find("ETag"), "\"s1-br\"");
  }
  EXPECT_EQ(ask("/assets/app-1a2b3c4d.js", {{"If-None-Match", "\"s1-br\""}}).status, 200);
}

TEST(StaticFiles, KeepHashedNamesForEverAndAskAgainForTheRest) {
  EXPECT_EQ(ask("/assets/app-1a2b3c4d.js").headers.find("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(ask("/index.html").headers.find("Cache-Control"), "no-cache");
}

TEST(StaticFiles, AnswerNotFoundForWhatIsNotThere) {
  for (const auto* path : {"/", "/index", "/assets/", "index.html", "/Index.html"})
    EXPECT_EQ(ask(path).status, 404) << path;
}

TEST(StaticFiles, CallWhatTheyDoNotKnowBytes) {
  EXPECT_EQ(media_type_of("/icon"), "application/octet-stream");
  EXPECT_EQ(media_type_of("/a.html.exe"), "application/octet-stream");
  EXPECT_EQ(media_type_of("/a.woff2"), "font/woff2");
}

}  // namespace
}  // namespace chancery::net
