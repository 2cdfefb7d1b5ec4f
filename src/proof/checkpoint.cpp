#include "proof/checkpoint.hpp"

#include <charconv>
#include <optional>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::proof {
namespace {

constexpr std::size_t kMaxBytes = 4 * 1024;
constexpr std::string_view kSigned = "\u2014 ";  // em dash and space begin a signature
constexpr std::string_view kTime = "time ";
constexpr char kEd25519 = '\x01';

std::string key_id(std::string_view origin, std::string_view public_key) {
  std::string bytes(origin);
  bytes += '\n';
  bytes += kEd25519;
  bytes += public_key;
  return crypto::sha256(bytes).substr(0, 4);
}

// The next line without its end; nothing where no whole line is left.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Decimal without sign and leading zeros.
std::optional<std::int64_t> read_size(std::string_view text) {
  std::int64_t size = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, size);
  if (text.empty() || stop != end || problem != std::errc{} || std::to_string(size) != text || size < 0) {
    return std::nullopt;
  }
  return size;
}

struct VerifierKey {
  std::string_view origin;
  std::string public_key;
};
// base64 may hold '+' itself: the key is what follows the second one.
Result<VerifierKey> read_key(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return fail(Errc::Malformed, "not a verifier key: name+id+key");
  const auto bytes = crypto::from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 33 || bytes->front() != kEd25519) {
    return fail(Errc::Malformed, "not a verifier key for Ed25519");
  }
  VerifierKey key{text.substr(0, first), bytes->substr(1)};
  if (crypto::to_hex(key_id(key.origin, key.public_key)) != text.substr(first + 1, second - first - 1)) {
    return fail(Errc::Malformed, "the verifier key's id is not its own");
  }
  return key;
}

// Origin, size, root, and our line with the time; other lines may follow.
Result<TreeHead> read_head(std::string_view body, std::string_view origin) {
  const auto name = take_line(body);
  const auto count = take_line(body);
  const auto hash = take_line(body);
  const auto time = take_line(body);
  if (!name || !count || !hash || !time) return fail(Errc::Malformed, "a checkpoint has name, size, root and time");
  if (*name != origin) return fail(Errc::Unauthorized, "the checkpoint is another log's");
  const auto size = read_size(*count);
  const auto root = crypto::from_base64(*hash);
  if (!size) return fail(Errc::Malformed, "line 2: not a size");
  if (!root || root->size() != 32) return fail(Errc::Malformed, "line 3: not a root");
  if (!time->starts_with(kTime)) return fail(Errc::Malformed, "line 4: not a time");
  const auto at = from_rfc3339(time->substr(kTime.size()));
  if (!at) return fail(Errc::Malformed, "line 4: not a time");
  return TreeHead{*size, *root, *at};
}

}  // namespace

std::string origin_of(std::string_view host) {
  return std::string(host) + "/proof";
}

std::string verifier_key(std::string_view origin, std::string_view public_key) {
  std::string typed(1, kEd25519);
  typed += public_key;
  return std::string(origin) + '+' + crypto::to_hex(key_id(origin, public_key)) + '+' + crypto::to_base64(typed);
}

std::string write_checkpoint(std::string_view origin, const TreeHead& head, const crypto::Ed25519Key& key) {
  std::string body(origin);
  body += '\n' + std::to_string(head.size) + '\n' + crypto::to_base64(head.root) + '\n';
  body += std::string(kTime) + to_rfc3339(head.at) + '\n';
  const auto signature = crypto::to_base64(key_id(origin, key.public_key()) + key.sign(body));
  return body + '\n' + std::string(kSigned) + std::string(origin) + ' ' + signature + '\n';
}

Result<TreeHead> read_checkpoint(std::string_view text, std::string_view verifier_key) {
  const auto key = read_key(verifier_key);
  if (!key) return fail(key.error());
  const auto blank = text.rfind("\n\n");
  if (text.size() > kMaxBytes || blank == std::string_view::npos) return fail(Errc::Malformed, "not a checkpoint");
  const auto body = text.substr(0, blank + 1);
  auto rest = text.substr(blank + 2);
  const auto ours = std::string(kSigned) + std::string(key->origin) + ' ';
  const auto id = key_id(key->origin, key->public_key);
  while (const auto line = take_line(rest)) {
    if (!line->starts_with(kSigned)) return fail(Errc::Malformed, "a line that is no signature");
    if (!line->starts_with(ours)) continue;
    const auto bytes = crypto::from_base64(line->substr(ours.size()));
    if (!bytes || !bytes->starts_with(id)) continue;
    const auto verified = crypto::verify_ed25519(key->public_key, body, bytes->substr(id.size()));
    if (!verified) return fail(verified.error());
    return read_head(body, key->origin);
  }
  return fail(Errc::Unauthorized, "the checkpoint is not signed by this key");
}

}  // namespace chancery::proof
