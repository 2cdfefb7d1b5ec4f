#include "feeds/sample.hpp"

#include <array>
#include <cstddef>

// Made by chancery_embed_bytes from sample.ndjson.
extern "C" const unsigned char chancery_sample_begin[];
extern "C" const unsigned char chancery_sample_end[];

namespace chancery::feeds {

std::string_view sample_recording() {
  return {reinterpret_cast<const char*>(chancery_sample_begin),
          static_cast<std::size_t>(chancery_sample_end - chancery_sample_begin)};
}

std::span<const std::string_view> sample_terms() {
  static constexpr std::array<std::string_view, 9> kTerms{
      "Marendia", "Marendie", "Marendien",               // en es pt, fr, de
      "Марендия", "Марендии", "Марендию",  "Марендией",  // ru, in the cases a sentence needs
      "مارينديا", "马伦迪亚",                            // ar, zh
  };
  return kTerms;
}

std::string_view sample_institution() {
  return "Ministry of Foreign Affairs of Marendia";
}

}  // namespace chancery::feeds
