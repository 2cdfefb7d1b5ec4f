#include "net/multipart.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temp_folder.hpp"

namespace chancery::net {
namespace {

constexpr auto kType = "multipart/form-data; boundary=----formBoundaryA1";

// What a browser sends for a text field and a file.
std::string form(std::string_view file = "\x89PNG\r\n\x1a\n\r\n--not the boundary\r\n") {
  std::string body =
      "------formBoundaryA1\r\n"
      "Content-Disposition: form-data; name=\"alt\"\r\n\r\n"
      "Die Botschafterin, winkend \xe2\x80\x94 vor dem Ministerium\r\n"
      "------formBoundaryA1\r\n"
      "Content-Disposition: form-data; name=\"picture\"; filename=\"C:\\photos\\a \\\"b\\\".png\"\r\n"
      "Content-Type: image/png\r\n\r\n";
  return body.append(file).append("\r\n------formBoundaryA1--\r\n");
}

Request request(std::string body, std::string type = kType) {
  Request out;
  out.method = Method::Post;
  out.headers.add("Content-Type", std::move(type));
  out.body = std::move(body);
  return out;
}

TEST(Multipart, ReadsAFieldAndAFile) {
  const auto upload = request(form());
  const auto parts = read_multipart(upload);
  ASSERT_TRUE(parts) << parts.error().detail;
  ASSERT_EQ(parts->size(), 2U);
  const auto& alt = parts->at(0);
  EXPECT_EQ(alt.name, "alt");
  EXPECT_EQ(alt.value, "Die Botschafterin, winkend \xe2\x80\x94 vor dem Ministerium");
  EXPECT_FALSE(alt.filename);
  const auto& picture = parts->at(1);
  EXPECT_EQ(picture.name, "picture");
  EXPECT_EQ(picture.filename, "a \"b\".png");
  EXPECT_EQ(picture.media_type, "image/png");
  EXPECT_EQ(picture.value, "");
  EXPECT_EQ(read_part(upload, picture, 100).value(), "\x89PNG\r\n\x1a\n\r\n--not the boundary\r\n");
  EXPECT_EQ(read_part(upload, alt, 100).value(), alt.value);
  EXPECT_EQ(read_part(upload, picture, 10).error().code, Errc::TooLarge);
}

TEST(Multipart, LeavesAFileInTheSpool) {
  const chancery::test::TempFolder folder;
  const std::string file(300'000, '\r');  // each of them could begin a boundary
  auto upload = request("");
  upload.body_file = folder / "body";
  std::ofstream(upload.body_file, std::ios::binary) << form(file);
  const auto parts = read_multipart(upload);
  ASSERT_TRUE(parts) << parts.error().detail;
  EXPECT_EQ(parts->at(1).length, file.size());
  EXPECT_EQ(read_part(upload, parts->at(1), 1'000'000).value(), file);
  upload.body_file = folder / "gone";
  EXPECT_FALSE(read_multipart(upload));
}

TEST(Multipart, DoesNotDependOnHowTheBytesAreCut) {
  const auto body = form();
  const auto boundary = boundary_of(kType).value();
  for (std::size_t step = 1; step < 80; ++step) {
    MultipartReader reader(boundary);
    for (std::size_t at = 0; at < body.size(); at += step) {
      ASSERT_TRUE(reader.feed(std::string_view(body).substr(at, step)));
    }
    const auto parts = reader.finish();
    ASSERT_TRUE(parts) << step;
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ(parts->at(0).value, "Die Botschafterin, winkend \xe2\x80\x94 vor dem Ministerium");
    EXPECT_EQ(body.substr(parts->at(1).offset, parts->at(1).length), "\x89PNG\r\n\x1a\n\r\n--not the boundary\r\n");
  }
}

TEST(Multipart, ReadsEmptyPartsAPreambleAndAnEpilogue) {
  const auto parts = read_multipart(
      request("This is read by nobody.\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b \t\r\n"
              "content-disposition:form-data;name=\"f\";filename=\"\"\r\n\r\n\r\n--b--\r\nnor is this\r\n--b\r\n",
              "Multipart/Form-Data; charset=utf-8; Boundary=\"b\""));
  ASSERT_TRUE(parts) << parts.error().detail;
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ(parts->at(0).value, "");
  EXPECT_EQ(parts->at(1).filename, "");
  EXPECT_EQ(parts->at(1).length, 0U);
  EXPECT_TRUE(read_multipart(request("--b--", "multipart/form-data; boundary=b"))->empty());
}

TEST(Multipart, RefusesAFormThatIsNotWhole) {
  const auto body = form();
  const auto last = body.size() - 4;  // up to the closing "--"
  for (std::size_t size = 0; size < last; ++size) {
    const auto parts = read_multipart(request(body.substr(0, size)));
    ASSERT_FALSE(parts) << size;
    EXPECT_EQ(parts.error().code, Errc::Malformed);
  }
}

TEST(Multipart, RefusesWhatNoBrowserSends) {
  const auto part = [](std::string_view header) {
    return std::string("--b\r\n").append(header).append("\r\n\r\nvalue\r\n--b--");
  };
  for (const auto* header :
       {"Content-Type: text/plain", "Content-Disposition: attachment; name=a", "Content-Disposition: form-data",
        "Content-Disposition: form-data; name=\"a", "Content-Disposition: form-data; name=\"a\" x",
        "Content-Disposition: form-data; name=a; name=b", "Content-Disposition: form-data; name",
        "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b",
        "Content-Disposition: form-data;\r\n name=a", "Content-Disposition: form-data; name=\"\xff\"",
        "Content-Disposition: form-data; name=a\x01", "no colon", ""}) {
    const auto parts = read_multipart(request(part(header), "multipart/form-data; boundary=b"));
    ASSERT_FALSE(parts) << header;
    EXPECT_EQ(parts.error().code, Errc::Malformed) << header;
  }
  EXPECT_EQ(read_multipart(request(part("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64"),
                                   "multipart/form-data; boundary=b"))
                .error()
                .code,
            Errc::Unsupported);
  EXPECT_FALSE(read_multipart(request("--bx\r\n\r\n--b--", "multipart/form-data; boundary=b")));
  EXPECT_FALSE(read_multipart(request("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--b--",
                                      "multipart/form-data; boundary=b")));
}

TEST(Multipart, RefusesAnotherTypeAndABoundaryThatIsNone) {
  for (const auto* type : {"", "application/x-www-form-urlencoded", "multipart/mixed; boundary=b"}) {
    EXPECT_EQ(boundary_of(type).error().code, Errc::Unsupported) << type;
  }
  const auto long_one = "multipart/form-data; boundary=" + std::string(71, 'b');
  for (const auto* type :
       {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=\"a\r\n\"", long_one.c_str()}) {
    EXPECT_EQ(boundary_of(type).error().code, Errc::Malformed) << type;
  }
  EXPECT_EQ(boundary_of("multipart/form-data; boundary=\"a b'()+_,-./:=?c\"").value(), "a b'()+_,-./:=?c");
}

TEST(Multipart, IsBoundedInPartsHeadersAndFields) {
  const MultipartLimits limits{2, 200, 20};
  const auto parts = [&](std::string body) {
    return read_multipart(request(std::move(body), "multipart/form-data; boundary=b"), limits);
  };
  const std::string field = "\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\n";
  EXPECT_TRUE(parts(field + "ten bytes." + field + "ten bytes.\r\n--b--"));
  EXPECT_EQ(parts(field + "ten bytes." + field + "eleven byte\r\n--b--").error().code, Errc::TooLarge);
  EXPECT_EQ(parts(field + field + field + "\r\n--b--").error().code, Errc::TooLarge);
  EXPECT_EQ(parts("--b\r\nX: " + std::string(300, 'x')).error().code, Errc::TooLarge);
  EXPECT_EQ(parts("--b" + std::string(300, ' ')).error().code, Errc::Malformed);
}

}  // namespace
}  // namespace chancery::net
