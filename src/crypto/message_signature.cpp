#include "crypto/message_signature.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "base/ascii.hpp"
#include "crypto/hash.hpp"
#include "crypto/signature_limits.hpp"

namespace chancery::crypto {
namespace {

constexpr std::string_view kRsaSha256 = "rsa-v1_5-sha256";
constexpr std::chrono::seconds kOurTerm{3600};

tl::unexpected<Error> refused_message(const std::string& rule) {
  return fail(Errc::Unauthorized, "HTTP message signature: " + rule);
}

tl::unexpected<Error> unreadable(std::string_view field, const Error& error) {
  return fail(error.code, std::string(field) + ": " + error.hint);
}

Item component(std::string_view name) {
  return {std::string(name), {}};
}

bool input_covers(const InnerList& input, std::string_view name) {
  return std::ranges::find(input.items, component(name)) != input.items.end();
}

// The one member of a dictionary that holds no other.
Result<Member> only_member(std::string_view field, std::string_view value) {
  auto members = parse_dictionary(value);
  if (!members) return unreadable(field, members.error());
  if (members->empty()) return refused_message("there is none in " + std::string(field));
  if (members->size() > 1) return refused_message("there is more than one");
  return std::move(members->front());
}

Status read_input_parameter(MessageSignature& signature, const Parameter& parameter) {
  const auto& [key, value] = parameter;
  const auto wrong = [&key = key] { return fail(Errc::Malformed, "Signature-Input: " + key + " is of another type"); };
  if (key == "keyid" || key == "alg" || key == "nonce" || key == "tag") {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return wrong();
    if (text->size() > kMaxKeyId) return fail(Errc::TooLarge, "Signature-Input: " + key + " is too long");
    if (key == "keyid") signature.key_id = *text;
    if (key == "alg") signature.algorithm = *text;
  } else if (key == "created" || key == "expires") {
    const auto* seconds = std::get_if<std::int64_t>(&value);
    // As many digits as a time in microseconds can take.
    if (seconds == nullptr || *seconds < 0 || *seconds > 999'999'999'999) return wrong();
    (key == "created" ? signature.created : signature.expires) = *seconds;
  }
  return {};
}

Status check_times(const MessageSignature& signature, Timestamp now, const SignaturePolicy& policy) {
  if (!signature.created) return refused_message("created is absent");
  const Timestamp created{std::chrono::seconds{*signature.created}};
  if (created < now - policy.past) return refused_message("created lies too far in the past");
  if (created > now + policy.future) return refused_message("created lies too far in the future");
  if (signature.expires && Timestamp{std::chrono::seconds{*signature.expires}} < now)
    return refused_message("has expired");
  return {};
}

Status check_input_covered(const InnerList& input, const SignedMessage& message) {
  if (!input_covers(input, "@method")) return refused_message("@method is not covered");
  const bool queried = message.target_uri.contains('?');
  const bool in_parts = input_covers(input, "@authority") &&
                        (input_covers(input, "@request-target") ||
                         (input_covers(input, "@path") && (input_covers(input, "@query") || !queried)));
  if (!input_covers(input, "@target-uri") && !in_parts) return refused_message("@target-uri is not covered");
  return {};
}

Status check_message_body(const InnerList& input, const SignedMessage& message, std::string_view body) {
  const auto digests = count_fields(message.headers, "content-digest");
  if (digests > 1) return refused_message("Content-Digest stands there more than once");
  const bool brings_body = message.method == "POST" || message.method == "PUT" || message.method == "PATCH";
  if (!input_covers(input, "content-digest")) {
    if (brings_body || !body.empty()) return refused_message("content-digest is not covered");
    return {};
  }
  if (digests == 0) return refused_message("covers content-digest, which is absent");
  return check_content_digest(field_value(message.headers, "content-digest"), body);
}

// What we can cover when a peer asks for it; the rest of a request is written after it was signed.
bool is_ours_to_cover(const Item& asked) {
  constexpr std::array<std::string_view, 10> kKnown{"@method",         "@target-uri", "@authority", "@scheme",
                                                    "@request-target", "@path",       "@query",     "date",
                                                    "content-digest",  "content-type"};
  const auto* name = std::get_if<std::string>(&asked.value);
  return name != nullptr && asked.parameters.empty() && std::ranges::find(kKnown, *name) != kKnown.end();
}

std::optional<SignatureWish> wish_of(const Member& member, std::string_view key_id) {
  const auto* list = std::get_if<InnerList>(&member.value);
  if (list == nullptr || !std::ranges::all_of(list->items, is_ours_to_cover)) return std::nullopt;
  SignatureWish wish{.label = member.key, .components = list->items, .nonce = {}, .tag = {}};
  for (const auto& [key, value] : list->parameters) {
    const auto* text = std::get_if<std::string>(&value);
    if (key == "keyid" && (text == nullptr || *text != key_id)) return std::nullopt;
    if (key == "alg" && (text == nullptr || *text != kRsaSha256)) return std::nullopt;
    if (key == "nonce" && text != nullptr && text->size() <= kMaxKeyId) wish.nonce = *text;
    if (key == "tag" && text != nullptr && text->size() <= kMaxKeyId) wish.tag = *text;
    if (key == "expires") wish.expires = true;
  }
  return wish;
}

Result<AddedFields> with_message_signature(AddedFields fields, const Signer& signer, std::string_view method,
                                           std::string_view target_uri, Timestamp now, const SignatureWish& wish,
                                           std::initializer_list<std::string_view> always) {
  InnerList input;
  for (const auto name : always) input.items.push_back(component(name));
  for (const auto& asked : wish.components) {
    if (std::ranges::find(input.items, asked) == input.items.end()) input.items.push_back(asked);
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  input.parameters = {{"created", std::int64_t{seconds.count()}}};
  if (wish.expires) input.parameters.push_back({"expires", std::int64_t{(seconds + kOurTerm).count()}});
  input.parameters.push_back({"keyid", signer.key_id});
  input.parameters.push_back({"alg", std::string(kRsaSha256)});
  if (wish.nonce) input.parameters.push_back({"nonce", *wish.nonce});
  if (wish.tag) input.parameters.push_back({"tag", *wish.tag});
  const auto base = signature_base(input, {method, target_uri, fields});
  if (!base) return fail(Errc::Invalid, base.error().detail);
  fields.emplace_back("Signature-Input", serialize(Dictionary{{wish.label, input}}));
  fields.emplace_back("Signature", serialize(Dictionary{{wish.label, Item{Bytes{signer.key.sign(*base)}, {}}}}));
  return fields;
}

}  // namespace

Result<MessageSignature> parse_message_signature(std::string_view signature_input, std::string_view signature) {
  auto input = only_member("Signature-Input", signature_input);
  if (!input) return fail(input.error());
  auto* list = std::get_if<InnerList>(&input->value);
  if (list == nullptr) return fail(Errc::Malformed, "Signature-Input: not a list of components");
  const auto given = only_member("Signature", signature);
  if (!given) return fail(given.error());
  const auto* item = std::get_if<Item>(&given->value);
  const auto* bytes = item == nullptr ? nullptr : std::get_if<Bytes>(&item->value);
  if (bytes == nullptr || bytes->bytes.empty()) return fail(Errc::Malformed, "Signature: not a byte sequence");
  if (bytes->bytes.size() > kMaxSignature) return fail(Errc::TooLarge, "Signature: longer than 1024 bytes");
  if (input->key != given->key) return refused_message("Signature-Input and Signature have different labels");
  MessageSignature read{.label = input->key, .input = std::move(*list), .signature = bytes->bytes};
  for (const auto& parameter : read.input.parameters) {
    if (auto status = read_input_parameter(read, parameter); !status) return fail(status.error());
  }
  return read;
}

bool has_message_signature(HeaderFields headers) {
  return count_fields(headers, "signature-input") > 0;
}

Result<MessageSignature> check_message(const SignedMessage& message, std::string_view body, Timestamp now,
                                       const SignaturePolicy& policy) {
  for (const std::string_view name : {"Signature-Input", "Signature"}) {
    const auto found = count_fields(message.headers, name);
    if (found == 0) return refused_message("there is no " + std::string(name));
    if (found > 1) return refused_message(std::string(name) + " stands there more than once");
  }
  auto signature = parse_message_signature(field_value(message.headers, "signature-input"),
                                           field_value(message.headers, "signature"));
  if (!signature) return signature;
  if (signature->key_id.empty()) return refused_message("keyid is absent");
  if (!signature->algorithm.empty() && signature->algorithm != kRsaSha256) {
    return refused_message("the algorithm is not rsa-v1_5-sha256");
  }
  if (auto status = check_times(*signature, now, policy); !status) return fail(status.error());
  if (auto status = check_input_covered(signature->input, message); !status) return fail(status.error());
  if (auto status = check_message_body(signature->input, message, body); !status) return fail(status.error());
  return signature;
}

Status verify_message(const MessageSignature& signature, const SignedMessage& message, const PublicKey& key) {
  const auto base = signature_base(signature.input, message);
  if (!base) return fail(base.error());
  if (key.verify(*base, signature.signature)) return {};
  return refused_message("it does not match the request and the key");
}

std::string make_content_digest(std::string_view body) {
  return serialize(Dictionary{{"sha-256", Item{Bytes{sha256(body)}, {}}}});
}

Status check_content_digest(std::string_view value, std::string_view body) {
  const auto digests = parse_dictionary(value);
  if (!digests) return refused_message("Content-Digest cannot be read: " + digests.error().hint);
  bool known = false;
  for (const auto& [name, given] : *digests) {
    if (name != "sha-256" && name != "sha-512") continue;
    const auto* item = std::get_if<Item>(&given);
    const auto* bytes = item == nullptr ? nullptr : std::get_if<Bytes>(&item->value);
    const auto expected = name == "sha-256" ? sha256(body) : sha512(body);
    if (bytes == nullptr || !constant_time_equal(bytes->bytes, expected)) {
      return refused_message("Content-Digest does not match the body");
    }
    known = true;
  }
  if (!known) return refused_message("Content-Digest has neither sha-256 nor sha-512");
  return {};
}

Result<SignatureWish> read_accept_signature(std::string_view value, std::string_view key_id) {
  const auto members = parse_dictionary(value);
  if (!members) return unreadable("Accept-Signature", members.error());
  for (const auto& member : *members) {
    if (auto wish = wish_of(member, key_id)) return *std::move(wish);
  }
  return fail(Errc::Unsupported, "Accept-Signature: asks for what we cannot give");
}

Result<AddedFields> sign_message_get(const Signer& signer, std::string_view target_uri, Timestamp now,
                                     const SignatureWish& wish) {
  return with_message_signature({{"Date", to_http_date(now)}}, signer, "GET", target_uri, now, wish,
                                {"@method", "@target-uri"});
}

Result<AddedFields> sign_message_post(const Signer& signer, std::string_view target_uri, std::string_view content_type,
                                      std::string_view body, Timestamp now, const SignatureWish& wish,
                                      const AddedFields& more) {
  AddedFields fields{{"Date", to_http_date(now)},
                     {"Content-Digest", make_content_digest(body)},
                     {"Content-Type", std::string(content_type)}};
  auto covered = wish;
  for (const auto& field : more) {
    fields.push_back(field);
    covered.components.push_back(component(ascii::lower(field.first)));
  }
  return with_message_signature(std::move(fields), signer, "POST", target_uri, now, covered,
                                {"@method", "@target-uri", "content-digest", "content-type"});
}

}  // namespace chancery::crypto
