// Pictures: what our people upload for posts and profiles, and the same for everybody once made anew.
#include <algorithm>
#include <utility>

#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "media/files.hpp"
#include "media/worker.hpp"
#include "net/multipart.hpp"
#include "speak/picture_files.hpp"

namespace chancery::api {
namespace {

Result<media::Shape> shape_in(const std::vector<net::Part>& parts) {
  const auto field = std::ranges::find(parts, "shape", &net::Part::name);
  if (field == parts.end() || field->value == "whole") return media::Shape::Whole;
  if (field->value == "square") return media::Shape::Square;
  if (field->value == "banner") return media::Shape::Banner;
  return fail(Errc::Invalid, "no such shape", "shape: write whole, square or banner");
}

// The picture of the form, made anew. Fails as net::read_multipart and media::Worker::render.
Result<media::Picture> render(media::Worker& worker, const net::Request& request) {
  const auto parts = net::read_multipart(request);
  if (!parts) return fail(parts.error());
  const auto file = std::ranges::find(*parts, "file", &net::Part::name);
  if (file == parts->end() || !file->filename || file->length == 0) {
    return fail(Errc::Invalid, "no file in the form", "file: choose a picture (JPEG, PNG, WebP or GIF)");
  }
  const auto shape = shape_in(*parts);
  if (!shape) return fail(shape.error());
  const media::RenderOptions options{.shape = *shape, .focus = {}};
  if (!request.body_file.empty()) return worker.render({request.body_file, file->offset, file->length}, options);
  return worker.render(std::string_view(request.body).substr(file->offset, file->length), options);
}

Result<net::Response> upload(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto made = render(services.pictures, request);
  if (!made) return fail(made.error());
  const auto picture =
      speak::keep_picture(services.store, services.picture_files, *made, visitor.session.user, "media.upload");
  if (!picture) return fail(picture.error());
  return json_answer(201, to_json(*picture, services.addresses));
}

// A name never gets other bytes: whoever has them need never ask again.
net::Response show_file(const media::Files& files, const net::Request& request) {
  const auto name = media::FileName::parse(request.param("name"));
  if (!name) return net::Response::of(name.error());
  const auto file = files.find(*name);
  if (!file) return net::Response::of(file.error());
  net::Response response;
  response.headers.add("Content-Type", std::string(media::media_type_of(name->format())));
  response.headers.add("Cache-Control", "public, max-age=31536000, immutable");
  response.headers.add("Content-Security-Policy", "default-src 'none'; sandbox");
  response.headers.add("Access-Control-Allow-Origin", "*");
  response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
  response.body = net::FileBody{file->path, 0, file->bytes};
  return response;
}

}  // namespace

void add_media_routes(GuardedRouter& routes, const Services& services) {
  routes.add(
      net::Method::Post, "/api/staff/media", staff::Action::Publish,
      [services](const net::Request& request, const Visitor& visitor) { return upload(services, request, visitor); });
}

void add_media_files(net::Router& router, const Services& services) {
  router.add(net::Method::Get, "/media/{name}",
             [&files = services.picture_files](const net::Request& request) { return show_file(files, request); });
}

}  // namespace chancery::api
