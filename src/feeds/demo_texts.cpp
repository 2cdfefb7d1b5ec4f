#include "feeds/demo_texts.hpp"

#include <cstddef>

// Made by chancery_embed_bytes from demo_talk/*.tsv.
#define CHANCERY_DEMO_TEXTS(tag)                                \
  extern "C" const unsigned char chancery_demo_##tag##_begin[]; \
  extern "C" const unsigned char chancery_demo_##tag##_end[]
CHANCERY_DEMO_TEXTS(ar);
CHANCERY_DEMO_TEXTS(common);
CHANCERY_DEMO_TEXTS(de);
CHANCERY_DEMO_TEXTS(en);
CHANCERY_DEMO_TEXTS(es);
CHANCERY_DEMO_TEXTS(fr);
CHANCERY_DEMO_TEXTS(hi);
CHANCERY_DEMO_TEXTS(hi_Latn);
CHANCERY_DEMO_TEXTS(pt);
CHANCERY_DEMO_TEXTS(ru);
CHANCERY_DEMO_TEXTS(tr);
CHANCERY_DEMO_TEXTS(zh);
#undef CHANCERY_DEMO_TEXTS

namespace chancery::feeds {
namespace {

std::string_view between(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view demo_texts(std::string_view tag) {
  if (tag == "ar") return between(chancery_demo_ar_begin, chancery_demo_ar_end);
  if (tag == "common") return between(chancery_demo_common_begin, chancery_demo_common_end);
  if (tag == "de") return between(chancery_demo_de_begin, chancery_demo_de_end);
  if (tag == "en") return between(chancery_demo_en_begin, chancery_demo_en_end);
  if (tag == "es") return between(chancery_demo_es_begin, chancery_demo_es_end);
  if (tag == "fr") return between(chancery_demo_fr_begin, chancery_demo_fr_end);
  if (tag == "hi") return between(chancery_demo_hi_begin, chancery_demo_hi_end);
  if (tag == "hi-Latn") return between(chancery_demo_hi_Latn_begin, chancery_demo_hi_Latn_end);
  if (tag == "pt") return between(chancery_demo_pt_begin, chancery_demo_pt_end);
  if (tag == "ru") return between(chancery_demo_ru_begin, chancery_demo_ru_end);
  if (tag == "tr") return between(chancery_demo_tr_begin, chancery_demo_tr_end);
  if (tag == "zh") return between(chancery_demo_zh_begin, chancery_demo_zh_end);
  return {};
}

}  // namespace chancery::feeds
