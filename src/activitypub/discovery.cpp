#include "activitypub/discovery.hpp"

#include "activitypub/documents.hpp"
#include "activitypub/negotiation.hpp"
#include "base/json.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kNodeInfoSchemas = "http://nodeinfo.diaspora.software/ns/schema/";

json::Object link(std::string_view rel, std::string_view type, std::string_view href) {
  return {{"rel", rel}, {"type", type}, {"href", href}};
}

std::string descriptor(std::string_view subject, json::Array aliases, const std::string& page,
                       const std::string& actor) {
  json::Object document;
  document["subject"] = "acct:" + std::string(subject);
  document["aliases"] = std::move(aliases);
  document["links"] =
      json::Array{link("http://webfinger.net/rel/profile-page", "text/html", page), link("self", kActivityJson, actor)};
  return boost::json::serialize(document);
}

}  // namespace

std::string webfinger_document(const activity::Addresses& addresses, const activity::Account& account) {
  const auto actor = addresses.actor(account.id);
  const auto page = addresses.page(account.name);
  json::Array aliases;
  aliases.emplace_back(page);
  aliases.emplace_back(actor);
  return descriptor(addresses.acct(account.name), std::move(aliases), page, actor);
}

std::string instance_webfinger_document(const activity::Addresses& addresses) {
  json::Array aliases;
  aliases.emplace_back(addresses.instance_actor());
  return descriptor(addresses.acct(kInstanceName), std::move(aliases), addresses.base() + "/",
                    addresses.instance_actor());
}

std::string nodeinfo_links(const activity::Addresses& addresses) {
  json::Array links;
  for (const std::string schema : {"2.1", "2.0"}) {
    links.emplace_back(json::Object{{"rel", std::string(kNodeInfoSchemas) + schema},
                                    {"href", addresses.base() + "/nodeinfo/" + schema}});
  }
  return boost::json::serialize(json::Object{{"links", std::move(links)}});
}

std::string nodeinfo_document(const NodeFacts& facts, std::string_view schema) {
  json::Object document;
  document["version"] = schema;
  document["software"] = json::Object{{"name", "chancery"}, {"version", facts.version}};
  json::Array protocols;
  protocols.emplace_back("activitypub");
  document["protocols"] = std::move(protocols);
  document["services"] = json::Object{{"inbound", json::Array{}}, {"outbound", json::Array{}}};
  document["openRegistrations"] = false;
  document["usage"] = json::Object{{"users", json::Object{{"total", facts.accounts}}}, {"localPosts", facts.notes}};
  document["metadata"] = json::Object{};
  return boost::json::serialize(document);
}

std::string host_meta_document(const activity::Addresses& addresses) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n"
         "  <Link rel=\"lrdd\" template=\"" +
         addresses.base() + "/.well-known/webfinger?resource={uri}\"/>\n</XRD>\n";
}

}  // namespace chancery::activitypub
