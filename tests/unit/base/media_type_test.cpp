#include "base/media_type.hpp"

#include <gtest/gtest.h>

namespace chancery {
namespace {

TEST(MediaType, IsTheSameInAnyLettersAndWithAnyParameters) {
  for (const auto* field : {"text/html", "Text/HTML", "text/html;charset=utf-8", "text/html ; charset=UTF-8",
                            "\ttext/html \t", "TEXT/html;Charset=\"a;b\""}) {
    EXPECT_EQ(bare_media_type(field), "text/html") << field;
  }
}

TEST(MediaType, OfNothingIsNothing) {
  for (const auto* field : {"", " ", ";charset=utf-8", " ; q=1"}) EXPECT_EQ(bare_media_type(field), "") << field;
}

}  // namespace
}  // namespace chancery
