#include "api/post_sources.hpp"

#include <utility>

#include "store/shares.hpp"

namespace chancery::api {
namespace {

// The address of a page becomes that of its post. One that leads nowhere may still be being typed: it is looked at
// again when the post is submitted.
Source find_quoted(const Services& services, Looks& looks, speak::PostBody& body) {
  const auto is_known = [&](store::Snapshot& snapshot) {
    return store::source_by_uri(snapshot, body.quote).has_value();
  };
  if (body.quote.empty() || services.store.read(is_known)) return {};
  auto source = look_at_source(services, looks, body);
  if (!source || !*source) return {};
  body.quote = (*source)->uri;
  return std::move(*source);
}

}  // namespace

Result<Source> look_at_source(const Services& services, Looks& looks, const speak::PostBody& body) {
  const auto& uri = speak::amplified(body);
  if (uri.empty() || !services.publisher.sources) return Source{};
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  auto found = services.publisher.sources->look(uri, body.account);
  if (!found) return fail(found.error());
  return Source(std::move(*found));
}

Result<Source> choose_source(const Services& services, Looks& looks, speak::PostBody& body) {
  if (!body.share) return find_quoted(services, looks, body);
  auto source = look_at_source(services, looks, body);
  if (!source) {
    const auto& why = source.error();
    return fail(Error{why.code, why.detail, "share: this post cannot be looked at: " + why.hint, why.retry_after});
  }
  if (*source) body.share = speak::SharedNote{(*source)->uri, (*source)->author.uri, (*source)->digest};
  return source;
}

void keep_source(store::Transaction& tx, const Source& source, Timestamp now) {
  if (source) store::put_source(tx, *source, now);
}

}  // namespace chancery::api
