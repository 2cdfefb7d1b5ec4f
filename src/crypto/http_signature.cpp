#include "crypto/http_signature.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::crypto {
namespace {

tl::unexpected<Error> refused(const std::string& rule) {
  return fail(Errc::Unauthorized, "HTTP signature: " + rule);
}

bool covers(const SignatureHeader& header, std::string_view name) {
  return std::ranges::find(header.headers, name) != header.headers.end();
}

Result<std::string> request_target(const SignedRequest& request) {
  const bool clean = std::ranges::all_of(request.target, [](char c) { return c > ' ' && c != 0x7f; });
  if (!request.target.starts_with('/') || !clean) return refused("the request target is not a path");
  const auto line = ascii::lower(request.method);
  const bool letters = std::ranges::all_of(line, [](char c) { return c >= 'a' && c <= 'z'; });
  if (line.empty() || !letters) return refused("the method is not a word");
  return line + ' ' + std::string(request.target);
}

// Section 2.3: (created) and (expires) have no meaning under the algorithms that are named after a key type.
Result<std::string> time_line(const SignatureHeader& header, std::string_view name,
                              const std::optional<std::int64_t>& seconds) {
  if (!seconds) return refused(std::string(name) + " is covered but absent");
  if (header.algorithm.starts_with("rsa")) return refused(std::string(name) + " cannot be covered under rsa-sha256");
  return std::to_string(*seconds);
}

Result<std::string> covered_value(const SignatureHeader& header, const SignedRequest& request, std::string_view name) {
  if (name == "(request-target)") return request_target(request);
  if (name == "(created)") return time_line(header, name, header.created);
  if (name == "(expires)") return time_line(header, name, header.expires);
  std::string joined;
  bool found = false;
  for (const auto& [field, value] : request.headers) {
    if (!ascii::same_letters(field, name)) continue;
    if (breaks_line(value)) return refused("a covered field breaks its line");
    if (found) joined += ", ";
    joined += trimmed(value);
    found = true;
  }
  if (!found) return refused("covers " + std::string(name) + ", which is absent");
  return joined;
}

Status check_algorithm(const SignatureHeader& header) {
  const auto& name = header.algorithm;
  if (name.empty() || name == "rsa-sha256" || name == "hs2019") return {};
  return refused("the algorithm is neither rsa-sha256 nor hs2019");
}

Status check_covered(const SignatureHeader& header, const SignedRequest& request) {
  for (const std::string_view name : {"(request-target)", "host"}) {
    if (!covers(header, name)) return refused(std::string(name) + " is not covered");
  }
  if (!covers(header, "date") && !covers(header, "(created)")) return refused("date is not covered");
  for (const std::string_view name : {"host", "date", "digest"}) {
    if (count_fields(request.headers, name) > 1) return refused(std::string(name) + " stands there more than once");
  }
  return {};
}

Status check_bounds(Timestamp at, std::string_view name, Timestamp now, const SignaturePolicy& policy) {
  if (at < now - policy.past) return refused(std::string(name) + " lies too far in the past");
  if (at > now + policy.future) return refused(std::string(name) + " lies too far in the future");
  return {};
}

Status check_time(const SignatureHeader& header, const SignedRequest& request, Timestamp now,
                  const SignaturePolicy& policy) {
  if (covers(header, "date")) {
    const auto date = from_http_date(field_value(request.headers, "date"));
    if (!date) return refused("Date cannot be read");
    if (auto status = check_bounds(*date, "Date", now, policy); !status) return status;
  }
  if (header.created) {
    const Timestamp created{std::chrono::seconds{*header.created}};
    if (auto status = check_bounds(created, "created", now, policy); !status) return status;
  }
  if (header.expires && Timestamp{std::chrono::seconds{*header.expires}} < now) return refused("has expired");
  return {};
}

Status check_body(const SignatureHeader& header, const SignedRequest& request, std::string_view body) {
  const bool brings_body = ascii::same_letters(request.method, "post") || ascii::same_letters(request.method, "put") ||
                           ascii::same_letters(request.method, "patch") || !body.empty();
  if (!covers(header, "digest")) {
    if (brings_body) return refused("digest is not covered");
    return {};
  }
  if (count_fields(request.headers, "digest") == 0) return refused("covers digest, which is absent");
  return check_digest(field_value(request.headers, "digest"), body);
}

// Signs the host and what `fields` say, in their order, and adds the Signature field.
Result<AddedFields> with_signature(AddedFields fields, const Signer& signer, std::string_view method,
                                   std::string_view host, std::string_view target) {
  SignatureHeader header{.key_id = signer.key_id, .algorithm = "rsa-sha256", .headers = {"(request-target)", "host"}};
  AddedFields covered{{"Host", std::string(host)}};
  for (const auto& field : fields) {
    header.headers.push_back(ascii::lower(field.first));
    covered.push_back(field);
  }
  const auto text = signing_string(header, {method, target, covered});
  if (!text) return fail(Errc::Invalid, text.error().detail);
  header.signature = signer.key.sign(*text);
  fields.emplace_back("Signature", write_signature_header(header));
  return fields;
}

}  // namespace

Result<std::string> signing_string(const SignatureHeader& header, const SignedRequest& request) {
  std::string text;
  for (const auto& name : header.headers) {
    const auto value = covered_value(header, request, name);
    if (!value) return fail(value.error());
    if (!text.empty()) text += '\n';
    text += name + ": " + *value;
  }
  return text;
}

Result<AddedFields> sign_get(const Signer& signer, std::string_view host, std::string_view target, Timestamp now) {
  return with_signature({{"Date", to_http_date(now)}}, signer, "get", host, target);
}

Result<AddedFields> sign_post(const Signer& signer, std::string_view host, std::string_view target,
                              std::string_view content_type, std::string_view body, Timestamp now,
                              const AddedFields& more) {
  AddedFields fields{
      {"Date", to_http_date(now)}, {"Digest", make_digest(body)}, {"Content-Type", std::string(content_type)}};
  fields.insert(fields.end(), more.begin(), more.end());
  return with_signature(std::move(fields), signer, "post", host, target);
}

Result<SignatureHeader> check_request(const SignedRequest& request, std::string_view body, Timestamp now,
                                      const SignaturePolicy& policy) {
  const auto signatures = count_fields(request.headers, "signature");
  if (signatures == 0) return refused("there is none");
  if (signatures > 1) return refused("there is more than one");
  auto header = parse_signature_header(field_value(request.headers, "signature"));
  if (!header) return header;
  if (auto status = check_algorithm(*header); !status) return fail(status.error());
  if (auto status = check_covered(*header, request); !status) return fail(status.error());
  if (!policy.host.empty() && !ascii::same_letters(field_value(request.headers, "host"), policy.host)) {
    return refused("Host is not ours");
  }
  if (auto status = check_time(*header, request, now, policy); !status) return fail(status.error());
  if (auto status = check_body(*header, request, body); !status) return fail(status.error());
  return header;
}

Status verify_request(const SignatureHeader& header, const SignedRequest& request, const PublicKey& key) {
  const auto text = signing_string(header, request);
  if (!text) return fail(text.error());
  if (key.verify(*text, header.signature)) return {};
  if (const auto query = request.target.find('?'); query != std::string_view::npos) {
    const auto shorter = signing_string(header, {request.method, request.target.substr(0, query), request.headers});
    if (shorter && key.verify(*shorter, header.signature)) return {};
  }
  return refused("it does not match the request and the key");
}

std::string make_digest(std::string_view body) {
  return "SHA-256=" + to_base64(sha256(body));
}

Status check_digest(std::string_view value, std::string_view body) {
  std::optional<std::string_view> given;
  for (auto rest = value; !rest.empty();) {
    const auto comma = rest.find(',');
    const auto one = trimmed(rest.substr(0, comma));
    rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 1);
    const auto equals = one.find('=');
    if (equals == one.npos) return refused("Digest cannot be read");
    if (!ascii::same_letters(one.substr(0, equals), "sha-256")) continue;
    if (given) return refused("Digest has two SHA-256 values");
    given = one.substr(equals + 1);
  }
  if (!given) return refused("Digest has no SHA-256 value");
  const auto bytes = from_base64(*given);
  if (!bytes || !constant_time_equal(*bytes, sha256(body))) return refused("Digest does not match the body");
  return {};
}

}  // namespace chancery::crypto
