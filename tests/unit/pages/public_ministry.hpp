// The public pages of a ministry that has spoken, without a socket.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <memory>
#include <string>

#include "activitypub/migrations.hpp"
#include "answer/migrations.hpp"
#include "pages/routes.hpp"
#include "speak/migrations.hpp"
#include "staff/migrations.hpp"
#include "support/spoken_ministry.hpp"
#include "support/stores.hpp"
#include "unit/activitypub/federation.hpp"
#include "unit/pages/compressed_size.hpp"

namespace chancery::pages {

class PublicMinistry : public testing::Test {
 protected:
  PublicMinistry() {
    const Services services{*store, public_site, cache};
    add_routes(router, services);
    router.add(net::Method::Get, "/notes/{id}", note_page(services));
    ministry.found();
  }
  net::Response read(const std::string& target, net::Headers headers = {}) {
    net::Request request;
    request.target = target;
    const auto path = net::percent_decode(target.substr(0, target.find('?')));
    request.path = path.value_or("/");
    if (const auto mark = target.find('?'); mark != std::string::npos) request.query = target.substr(mark + 1);
    request.headers = std::move(headers);
    auto answer = std::make_shared<test::Answer>();
    router.dispatch(std::move(request), net::Responder{answer});
    return answer->wait();
  }
  std::string page(const std::string& target, const std::string& language = "en") {
    const auto response = read(target, {{"Accept-Language", language}});
    EXPECT_EQ(response.status, 200) << target;
    return test::body_of(response);
  }
  static std::string path_of(const activity::Note& note) { return "/notes/" + note.id.text(); }
  static bool has(const std::string& html, std::string_view part) { return html.find(part) != std::string::npos; }
  static std::size_t count(const std::string& html, std::string_view part) {
    std::size_t found = 0;
    for (auto at = html.find(part); at != std::string::npos; at = html.find(part, at + 1)) ++found;
    return found;
  }
  static std::size_t compressed(const std::string& bytes) { return test::compressed(bytes); }
  // What went through gzip(1).
  static std::string unpacked(const std::string& bytes) {
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string in = bytes;
    std::string out(1U << 20U, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
  }

  test::TestStore store{
      test::migrations_of({staff::migrations(), activitypub::migrations(), speak::migrations(), answer::migrations()})};
  const activity::Addresses addresses = *activity::Addresses::of("https://mfa.example");
  activitypub::Blocks blocks;
  const activitypub::PictureLinks picture_links{std::string(32, 'k'), blocks};
  const Site public_site{addresses, "#1d3a6b", &picture_links};
  PageCache cache{*store};
  net::Router router;
  test::SpokenMinistry ministry{*store, addresses, CHANCERY_SOURCE};
};

}  // namespace chancery::pages
