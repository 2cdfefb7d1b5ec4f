// The words personal_names.cpp knows. For this folder alone. Space-separated, folded, Latin without accents, Arabic
// with plain alif, ya and kaf.
#pragma once

#include <string_view>

namespace chancery::text::name_lists {

extern const std::string_view kGiven;           // given names; surnames that stand first among them
extern const std::string_view kAmbiguousGiven;  // given names that are words or places too: count with capitals alone
extern const std::string_view kParticles;       // inside names: "van", "de la"
extern const std::string_view kKinship;         // between two names: "bin"
extern const std::string_view kTitles;          // before names: "mr"
extern const std::string_view kNotNames;        // words names are not made of: institutions, places, topics, grammar
extern const std::string_view kNotNameEndings;  // of such words: "departement"
extern const std::string_view kPatronymics;     // endings: "ovich"
extern const std::string_view kFamilyEndings;   // endings of surnames that hardly any other word has: "shvili"
extern const std::string_view kHanSurnames;     // one character
extern const std::string_view kHanDoubleSurnames;
extern const std::string_view kJapaneseSurnames;
extern const std::string_view kHangulSurnames;
extern const std::string_view kUnspacedNotNames;  // words of Han or Hangul that begin as a surname does

}  // namespace chancery::text::name_lists
