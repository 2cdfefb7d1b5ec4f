#include "atproto/handles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "atproto/identifiers.hpp"
#include "base/ascii.hpp"
#include "base/json.hpp"

namespace chancery::atproto {
namespace {

constexpr std::string_view kProfile = "https://bsky.app/profile/";
constexpr std::string_view kPlc = "did:plc:";
constexpr std::string_view kWeb = "did:web:";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_label(std::string_view label) {
  constexpr std::size_t kLongest = 63;
  const auto sound = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !label.empty() && label.size() <= kLongest && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, sound);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

// Without what stands before and behind an account's name in links and addresses.
std::string_view bare(std::string_view text) {
  text = trimmed(text);
  for (const auto prefix : {kProfile, std::string_view{"at://"}, std::string_view{"@"}}) {
    if (!text.starts_with(prefix)) continue;
    text.remove_prefix(prefix.size());
    break;
  }
  return text.substr(0, text.find('/'));
}

tl::unexpected<Error> unresolved(std::string_view handle, std::string_view why) {
  return fail(Errc::Invalid, fmt::format("a handle is not resolved: {}", why),
              fmt::format("address: the handle {} could not be resolved ({}). Ask the person for her DID: it stands at "
                          "https://{}/.well-known/atproto-did or in the DNS record _atproto.{} (TXT); write that",
                          handle, why, handle, handle));
}

Result<net::Url> document_address(const std::string& did) {
  if (did.starts_with(kPlc)) return net::Url::parse("https://plc.directory/" + did);
  const auto host = did.starts_with(kWeb) ? did.substr(kWeb.size()) : std::string();
  if (is_handle(host)) return net::Url::parse("https://" + host + "/.well-known/did.json");
  return fail(Errc::Unsupported, "a DID of another method");
}

}  // namespace

bool is_handle(std::string_view text) {
  constexpr std::size_t kLongest = 253;
  const auto last = text.rfind('.');
  if (text.size() > kLongest || last == std::string_view::npos || last + 1 == text.size() || !is_letter(text[last + 1]))
    return false;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('.', at), text.size());
    if (!is_label(text.substr(at, end - at))) return false;
    at = end + 1;
  }
  return true;
}

std::optional<std::string> handle_in(std::string_view text) {
  const auto name = bare(text);
  if (!is_handle(name)) return std::nullopt;
  return ascii::lower(name);
}

std::optional<std::string> did_in(std::string_view text) {
  const auto name = bare(text);
  if (!is_did(name)) return std::nullopt;
  return std::string{name};
}

Result<std::string> resolve_handle(std::string_view handle, const FetchText& fetch) {
  const auto claimed_at = net::Url::parse(fmt::format("https://{}/.well-known/atproto-did", handle));
  if (!claimed_at) return unresolved(handle, "it makes no address");
  const auto told = fetch(*claimed_at);
  if (!told) return unresolved(handle, "its host does not say");
  const std::string did{trimmed(*told)};
  if (!is_did(did)) return unresolved(handle, "its host says something else");
  const auto place = document_address(did);
  if (!place) return unresolved(handle, "its DID is of another method");
  const auto text = fetch(*place);
  const auto document = text ? json::parse_object(*text) : fail(Error{});
  if (!document) return unresolved(handle, "the document of its DID cannot be read");
  const auto also = json::texts(*document, "alsoKnownAs");
  const bool own = std::ranges::any_of(also, [&](const std::string& name) { return handle_in(name) == handle; });
  if (json::text(*document, "id").value_or("") != did || !own) return unresolved(handle, "its DID does not claim it");
  return did;
}

}  // namespace chancery::atproto
