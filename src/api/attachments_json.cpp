#include "api/attachments_json.hpp"

#include <string>

#include "net/url.hpp"

namespace chancery::api {
namespace {

std::string_view kind_of(const activity::Attachment& attachment) {
  if (attachment.media_type.starts_with("image/")) return "picture";
  if (attachment.media_type.starts_with("video/")) return "video";
  return attachment.media_type.starts_with("audio/") ? "sound" : "file";
}

json::Object attachment_at(const activity::Attachment& attachment, const std::string& path) {
  json::Object object{{"kind", kind_of(attachment)},
                      {"alt", attachment.alt.empty() ? std::string() : attachment.alt.front().text},
                      {"width", attachment.width},
                      {"height", attachment.height}};
  if (!path.empty()) {
    object["path"] = path;
  } else if (const auto url = net::Url::parse(attachment.url);
             url && url->scheme().starts_with("http") && kind_of(attachment) != "picture") {
    object["url"] = attachment.url;
  }
  return object;
}

}  // namespace

json::Array attachments_json(const activity::Addresses& addresses, const activitypub::PictureLinks& links,
                             const activity::Note& note) {
  json::Array list;
  for (std::size_t i = 0; i < note.parts.attachments.size(); ++i) {
    const auto& attachment = note.parts.attachments[i];
    const bool own = note.account && attachment.url.starts_with(addresses.media(""));
    list.emplace_back(attachment_at(attachment, own ? attachment.url.substr(addresses.base().size())
                                                    : links.of(note, i, activitypub::Onlooker::Staff)));
  }
  return list;
}

json::Array attachments_json(const activitypub::PictureLinks& links, const activitypub::Reading& reading) {
  json::Array list;
  for (std::size_t i = 0; i < reading.parts.attachments.size(); ++i) {
    list.emplace_back(attachment_at(reading.parts.attachments[i], links.of(reading, i)));
  }
  return list;
}

}  // namespace chancery::api
