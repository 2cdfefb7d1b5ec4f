#include "pages/small_files.hpp"

#include <array>
#include <cstdint>
#include <string>

#include "pages/answer.hpp"

namespace chancery::pages {
namespace {

constexpr std::size_t kSide = 16;

// A chancery: gable, columns, steps.
constexpr std::array<std::string_view, kSide> kIcon{
    "................",  //
    ".......##.......",  //
    ".....######.....",  //
    "...##########...",  //
    ".##############.",  //
    ".##############.",  //
    "................",  //
    "..##..####..##..",  //
    "..##..####..##..",  //
    "..##..####..##..",  //
    "..##..####..##..",  //
    "..##..####..##..",  //
    "................",  //
    ".##############.",  //
    ".##############.",  //
    "................",
};

void put(std::string& file, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) file += static_cast<char>((value >> (8 * i)) & 0xff);
}

// An ICO file with one picture: a device-independent bitmap of two colours, its rows from the last up, then a mask of
// what is clear.
std::string icon() {
  constexpr std::uint32_t kRow = 4;  // bytes: 16 bits, filled up to 32
  constexpr std::uint32_t kBitmap = 40 + 8 + 2 * kRow * kSide;
  std::string file;
  for (const std::uint32_t word : {0U, 1U, 1U}) put(file, word, 2);
  file += static_cast<char>(kSide);
  file += static_cast<char>(kSide);
  put(file, 2, 2);  // colours, nothing
  for (const std::uint32_t word : {1U, 1U}) put(file, word, 2);
  put(file, kBitmap, 4);
  put(file, 22, 4);  // where it begins
  put(file, 40, 4);
  put(file, kSide, 4);
  put(file, 2 * kSide, 4);  // picture and mask
  for (const std::uint32_t word : {1U, 1U}) put(file, word, 2);
  for (int i = 0; i < 6; ++i) put(file, 0, 4);
  put(file, 0x00ffffff, 4);
  put(file, 0x001d3f72, 4);  // the blue of the pages
  for (const bool mask : {false, true}) {
    for (std::size_t row = kSide; row-- > 0;) {
      std::uint32_t bits = 0;
      for (const char dot : kIcon.at(row)) bits = (bits << 1U) | ((dot == '#') != mask ? 1U : 0U);
      file += static_cast<char>(bits >> 8U);
      file += static_cast<char>(bits & 0xffU);
      put(file, 0, 2);
    }
  }
  return file;
}

// What robots may read is what people may; the staff's pages and the interfaces of programs say nothing to either.
constexpr std::string_view kRobots =
    "User-agent: *\n"
    "Disallow: /staff/\n"
    "Disallow: /api/staff/\n";

net::Response file(std::string_view type, std::string body) {
  auto response = document(type, std::move(body));
  response.headers.add("Cache-Control", "public, max-age=86400");
  return response;
}

}  // namespace

void add_small_files(net::Router& router) {
  router.add(net::Method::Get, "/robots.txt",
             [](const net::Request&) { return file("text/plain; charset=utf-8", std::string(kRobots)); });
  router.add(net::Method::Get, "/favicon.ico",
             [body = icon()](const net::Request&) { return file("image/x-icon", body); });
}

}  // namespace chancery::pages
