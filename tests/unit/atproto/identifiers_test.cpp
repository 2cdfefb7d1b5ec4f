#include "atproto/identifiers.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery::atproto {
namespace {

TEST(Identifiers, KnowADidOfAnyMethod) {
  for (const auto* text : {"did:plc:7iza6de2dwap2sbkpav7c6c6", "did:web:example.com", "did:method:val:two", "did:m:v",
                           "did:method::::val", "did:method:-:_:.", "did:key:zQ3shZc2QzApp2oymGvQbzP8eKheVshB"}) {
    EXPECT_TRUE(is_did(text)) << text;
  }
  EXPECT_TRUE(is_did("did:plc:" + std::string(2'040, 'a')));
}

TEST(Identifiers, RefuseWhatIsNoDid) {
  for (const auto* text : {"", "did", "did:", "did:plc", "did:plc:", "did::abc", "DID:plc:abc", "did:PLC:abc",
                           "did:m3:abc", "did:plc:abc:", "did:plc:abc%", "did:plc:a b", "did:plc:a/b", "did:plc:a?b",
                           "did:plc:a#b", "did:plc:\xc3\xa9", "did:plc:a\\u0062", " did:plc:abc"}) {
    EXPECT_FALSE(is_did(text)) << text;
  }
  EXPECT_FALSE(is_did("did:plc:" + std::string(2'041, 'a')));
}

TEST(Identifiers, KnowARecordKey) {
  for (const auto* text : {"self", "3jui7kd54zh2y", "example.com", "~1.2-3_", "dHJ1ZQ", "pre:fix", "_", "..."}) {
    EXPECT_TRUE(is_record_key(text)) << text;
  }
  EXPECT_TRUE(is_record_key(std::string(512, 'o')));
}

TEST(Identifiers, RefuseWhatIsNoRecordKey) {
  for (const auto* text : {"", ".", "..", "alpha/beta", "#extra", "@handle", "any space", "any+space", "number[3]",
                           "dHJ1ZQ==", "\xc3\xa9"}) {
    EXPECT_FALSE(is_record_key(text)) << text;
  }
  EXPECT_FALSE(is_record_key(std::string(513, 'o')));
}

}  // namespace
}  // namespace chancery::atproto
