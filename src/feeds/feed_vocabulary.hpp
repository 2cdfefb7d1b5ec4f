// The vocabularies feeds in XML are written in. For this folder.
#pragma once

#include <string_view>

namespace chancery::feeds {

enum class Ns { Rss, Atom, Dublin, Terms, Content, Syndication, Itunes, Rdf, Xhtml, Other };

// Of an address as xmlns declares it; empty is RSS, which has none.
[[nodiscard]] Ns namespace_of(std::string_view uri);
// What a prefix means that nobody declared: people copy single elements out of other feeds.
[[nodiscard]] Ns customary_namespace(std::string_view prefix);

}  // namespace chancery::feeds
