// Identifiers of the AT Protocol, as far as listening reads them (atproto.com/specs/did, /specs/record-key).
#pragma once

#include <string_view>

namespace chancery::atproto {

// "did:method:identifier" in the restricted syntax of the AT Protocol: at most 2,048 ASCII characters, percent signs
// allowed but not checked. Any method passes, as the specification asks.
[[nodiscard]] bool is_did(std::string_view text);

// The last segment of a record's AT URI: 1 to 512 of A-Z a-z 0-9 . - _ : ~, not "." and not "..".
[[nodiscard]] bool is_record_key(std::string_view text);

// Neither space nor control characters: what tags and revisions are made of.
[[nodiscard]] bool is_printable_ascii(std::string_view text);

}  // namespace chancery::atproto
