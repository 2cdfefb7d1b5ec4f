#include "crypto/cbor.hpp"

#include <algorithm>
#include <limits>

namespace chancery::crypto {
namespace {

tl::unexpected<Error> malformed_cbor(std::string_view what) {
  return fail(Errc::Malformed, "CBOR: " + std::string(what));
}

tl::unexpected<Error> unsupported(std::string_view what) {
  return fail(Errc::Unsupported, "CBOR: " + std::string(what));
}

// The eight major types (section 3.1).
enum Major : unsigned { kUnsigned, kNegative, kByteString, kTextString, kArray, kMap, kTagged, kSimple };

class CborReader {
 public:
  explicit CborReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] std::size_t left() const { return rest_.size(); }

  Result<Cbor> value(int depth) {
    if (depth > CborLimits::kDepth) return fail(Errc::TooLarge, "CBOR: nested too deep");
    if (rest_.empty()) return malformed_cbor("ends too soon");
    const auto first = static_cast<unsigned char>(rest_.front());
    const auto major = static_cast<unsigned>(first >> 5U);
    if (major == kSimple) return simple(first & 0x1FU);
    if (major == kTagged) return unsupported("a tag");
    const auto argument = number();
    if (!argument) return fail(argument.error());
    switch (major) {
      case kUnsigned:
      case kNegative:
        return integer(major, *argument);
      case kByteString:
      case kTextString:
        return string(major, *argument);
      case kArray:
        return array(*argument, depth);
      default:
        return map(*argument, depth);
    }
  }

 private:
  // What follows the first byte's type: a value below 24 within it, or in the 1, 2, 4 or 8 bytes after it.
  Result<std::uint64_t> number() {
    const auto info = static_cast<unsigned char>(rest_.front()) & 0x1FU;
    rest_.remove_prefix(1);
    if (info < 24) return info;
    if (info > 27) return info == 31 ? unsupported("an indefinite length") : malformed_cbor("a reserved length");
    const auto size = std::size_t{1} << (info - 24U);
    if (rest_.size() < size) return malformed_cbor("ends too soon");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(size);
    return value;
  }

  Result<Cbor> simple(unsigned info) {
    rest_.remove_prefix(1);
    if (info == 20 || info == 21) return Cbor{.kind = Cbor::Kind::Bool, .integer = info == 21 ? 1 : 0};
    if (info == 22) return Cbor{};
    return unsupported("a float or an undefined value");
  }

  static Result<Cbor> integer(unsigned major, std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return unsupported("a number past 63 bits");
    }
    const auto whole = static_cast<std::int64_t>(value);
    return Cbor{.kind = Cbor::Kind::Integer, .integer = major == kUnsigned ? whole : -1 - whole};
  }

  Result<Cbor> string(unsigned major, std::uint64_t size) {
    if (size > rest_.size()) return malformed_cbor("ends too soon");
    Cbor read{.kind = major == kByteString ? Cbor::Kind::Bytes : Cbor::Kind::Text};
    read.bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return read;
  }

  Result<Cbor> array(std::uint64_t size, int depth) {
    if (size > CborLimits::kMembers) return fail(Errc::TooLarge, "CBOR: too many members");
    Cbor read{.kind = Cbor::Kind::Array};
    for (std::uint64_t i = 0; i < size; ++i) {
      auto item = value(depth + 1);
      if (!item) return item;
      read.items.push_back(*std::move(item));
    }
    return read;
  }

  Result<Cbor> map(std::uint64_t size, int depth) {
    if (size > CborLimits::kMembers) return fail(Errc::TooLarge, "CBOR: too many members");
    Cbor read{.kind = Cbor::Kind::Map};
    for (std::uint64_t i = 0; i < size; ++i) {
      auto key = value(depth + 1);
      if (!key) return key;
      if (key->kind != Cbor::Kind::Integer && key->kind != Cbor::Kind::Text) return unsupported("such a key");
      if (std::ranges::find(read.members, *key, &std::pair<Cbor, Cbor>::first) != read.members.end()) {
        return malformed_cbor("one key twice");
      }
      auto member = value(depth + 1);
      if (!member) return member;
      read.members.emplace_back(*std::move(key), *std::move(member));
    }
    return read;
  }

  std::string_view rest_;
};

}  // namespace

const Cbor* Cbor::find(std::int64_t key) const {
  for (const auto& [name, value] : members) {
    if (name.kind == Kind::Integer && name.integer == key) return &value;
  }
  return nullptr;
}

const Cbor* Cbor::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name.kind == Kind::Text && name.bytes == key) return &value;
  }
  return nullptr;
}

Result<CborPrefix> read_cbor_prefix(std::string_view bytes) {
  if (bytes.size() > CborLimits::kBytes) return fail(Errc::TooLarge, "CBOR: too long");
  CborReader reader(bytes);
  auto value = reader.value(0);
  if (!value) return fail(value.error());
  return CborPrefix{*std::move(value), bytes.size() - reader.left()};
}

Result<Cbor> read_cbor(std::string_view bytes) {
  auto read = read_cbor_prefix(bytes);
  if (!read) return fail(read.error());
  if (read->size != bytes.size()) return malformed_cbor("bytes after its end");
  return std::move(read->value);
}

}  // namespace chancery::crypto
