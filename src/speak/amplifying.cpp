#include "speak/amplifying.hpp"

#include <fmt/format.h>

#include <string_view>

#include "speak/permissions.hpp"
#include "store/shares.hpp"

namespace chancery::speak {
namespace {

using activity::Consent;
using activity::Visibility;

Status refused(std::string_view field, Errc code, std::string_view why) {
  return fail(code, fmt::format("{}: {}", field, why));
}

// What the post says of itself.
Status permits(const activity::SourceNote& source, bool share) {
  const auto* field = share ? "share" : "quote";
  if (source.visibility != Visibility::Public && source.visibility != Visibility::Unlisted) {
    return refused(field, Errc::Invalid, "this post was not said to everybody");
  }
  const auto consent = share ? source.share : source.quote;
  if (consent == Consent::Refused) {
    return refused(field, Errc::Invalid,
                   share ? "its author lets us not share this post" : "its author lets us not quote this post");
  }
  if (share && consent == Consent::Asked) {
    return refused(field, Errc::Invalid, "its author wants to be asked on her server first, which is not done here");
  }
  return {};
}

}  // namespace

Status is_as_chosen(store::Transaction& tx, const PostBody& body) {
  if (!body.share) return {};
  const auto source = store::source_by_uri(tx, body.share->uri);
  if (!source) return refused("share", Errc::Conflict, "the post is not there any more: look at it again");
  if (source->digest == body.share->digest && source->author.uri == body.share->author) return {};
  return refused("share", Errc::Conflict, "the post was edited since it was chosen: look at it again");
}

Status may_amplify(store::Transaction& tx, const PostBody& body, const PublicActors& known, Timestamp now) {
  const auto& uri = amplified(body);
  if (uri.empty()) return {};
  const bool share = body.share.has_value();
  if (auto same = is_as_chosen(tx, body); !same) return same;
  const auto source = store::source_by_uri(tx, uri);
  if (!source) {
    return refused("quote", Errc::Conflict, "the post to quote was not found: check its address, or try again later");
  }
  if (auto permitted = permits(*source, share); !permitted) return permitted;
  if (source->ours) return {};
  if (known && known(tx, source->author, now)) return {};
  if (permission_for(tx, uri, body.account, now)) return {};
  return refused(share ? "share" : "quote", Errc::Forbidden,
                 "its author is a private person: ask her, and record her permission first");
}

}  // namespace chancery::speak
