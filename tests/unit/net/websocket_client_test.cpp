#include "net/websocket_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <future>
#include <string>
#include <thread>

#include "listening_peer.hpp"

namespace chancery::net {
namespace {

using namespace std::chrono_literals;
using test::Line;
using test::ListeningPeer;
using ::testing::HasSubstr;

WebSocketOptions options() {
  WebSocketOptions options;
  options.user_agent = "Chancery/test";
  return options;
}

Url url_of(const ListeningPeer& peer) {
  return Url::parse("ws://127.0.0.1:" + std::to_string(peer.port()) + "/subscribe?wanted=posts").value();
}

AddressGuard guard_for(const ListeningPeer& peer) {
  return AddressGuard(
      {.internal_endpoints = {}, .test_peers = {"127.0.0.1:" + std::to_string(peer.port())}, .ports = {}});
}

Result<std::unique_ptr<WebSocketClient>> connect(const ListeningPeer& peer, const WebSocketOptions& o = options(),
                                                 std::stop_token stop = {}) {
  return WebSocketClient::connect(url_of(peer), guard_for(peer), o, std::move(stop));
}

TEST(WebSocketClient, AsksForTheTargetUnderItsNameAndReadsTextAndBinary) {
  std::promise<std::string> request;
  const ListeningPeer peer([&](Line line) {
    request.set_value(line.accept_websocket());
    line.say_frame(1, "one");
    line.say_frame(2, std::string(100'000, '\x01'));
    line.hear_frame();
  });
  auto client = connect(peer);
  ASSERT_TRUE(client.has_value()) << client.error().detail;
  const auto head = request.get_future().get();
  EXPECT_THAT(head, HasSubstr("GET /subscribe?wanted=posts HTTP/1.1\r\n"));
  EXPECT_THAT(head, HasSubstr("Host: 127.0.0.1:" + std::to_string(peer.port()) + "\r\n"));
  EXPECT_THAT(head, HasSubstr("User-Agent: Chancery/test\r\n"));
  const auto text = (*client)->read();
  ASSERT_TRUE(text.has_value()) << text.error().detail;
  EXPECT_EQ(text->payload, "one");
  EXPECT_FALSE(text->binary);
  const auto binary = (*client)->read();
  ASSERT_TRUE(binary.has_value()) << binary.error().detail;
  EXPECT_EQ(binary->payload.size(), 100'000U);
  EXPECT_TRUE(binary->binary);
}

TEST(WebSocketClient, SaysGoneWhenThePeerCloses) {
  const ListeningPeer peer([](Line line) {
    line.accept_websocket();
    line.say_frame(8, "\x03\xe8");
    line.hear_frame();
  });
  auto client = connect(peer);
  ASSERT_TRUE(client.has_value());
  const auto message = (*client)->read();
  ASSERT_FALSE(message.has_value());
  EXPECT_EQ(message.error().code, Errc::Gone);
  EXPECT_THAT(message.error().detail, HasSubstr("1000"));
}

TEST(WebSocketClient, SaysUnavailableWhenTheLineBreaks) {
  const ListeningPeer peer([](Line line) { line.accept_websocket(); });
  auto client = connect(peer);
  ASSERT_TRUE(client.has_value());
  EXPECT_EQ((*client)->read().error().code, Errc::Unavailable);
}

TEST(WebSocketClient, RefusesAMessageOverItsLimit) {
  const ListeningPeer peer([](Line line) {
    line.accept_websocket();
    line.say_frame(1, std::string(1001, 'x'));
    line.hear_frame();
  });
  auto o = options();
  o.max_message = 1000;
  auto client = connect(peer, o);
  ASSERT_TRUE(client.has_value());
  EXPECT_EQ((*client)->read().error().code, Errc::TooLarge);
}

// One message as permessage-deflate sends it (RFC 7692 section 7.2.1), without taking over a context.
std::string deflated(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 16, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_SYNC_FLUSH);
  out.resize(out.size() - stream.avail_out - 4);  // without 00 00 ff ff
  deflateEnd(&stream);
  return out;
}

TEST(WebSocketClient, OffersDeflateAndReadsWhatIsCompressed) {
  std::promise<std::string> request;
  const ListeningPeer peer([&](Line line) {
    request.set_value(line.accept_websocket("permessage-deflate; server_no_context_takeover"));
    line.say_frame(0x41, deflated("many words, many words, many words"));
    line.say_frame(1, "and plain ones");
    line.hear_frame();
  });
  auto o = options();
  o.deflate = true;
  auto client = connect(peer, o);
  ASSERT_TRUE(client.has_value()) << client.error().detail;
  EXPECT_THAT(request.get_future().get(), HasSubstr("Sec-WebSocket-Extensions: permessage-deflate"));
  EXPECT_EQ((*client)->read()->payload, "many words, many words, many words");
  EXPECT_EQ((*client)->read()->payload, "and plain ones");
}

TEST(WebSocketClient, OffersNoCompressionUnasked) {
  std::promise<std::string> request;
  const ListeningPeer peer([&](Line line) {
    request.set_value(line.accept_websocket());
    line.hear_frame();
  });
  ASSERT_TRUE(connect(peer).has_value());
  EXPECT_EQ(request.get_future().get().find("permessage-deflate"), std::string::npos);
}

TEST(WebSocketClient, RefusesAMessageThatUnpacksOverItsLimit) {
  const auto bomb = deflated(std::string(64UL * 1024 * 1024, 'x'));
  ASSERT_LT(bomb.size(), 100'000U);
  const ListeningPeer peer([&](Line line) {
    line.accept_websocket("permessage-deflate; server_no_context_takeover");
    line.say_frame(0x41, bomb);
    line.hear_frame();
  });
  auto o = options();
  o.deflate = true;
  o.max_message = 100'000;
  auto client = connect(peer, o);
  ASSERT_TRUE(client.has_value());
  EXPECT_EQ((*client)->read().error().code, Errc::TooLarge);
}

TEST(WebSocketClient, TellsWhatTheServerAnsweredInsteadOfUpgrading) {
  const ListeningPeer peer([](Line line) {
    line.hear_until("\r\n\r\n");
    line.say("HTTP/1.1 400 Bad Request\r\nContent-Length: 24\r\n\r\n{\"error\":\"CursorTooOld\"}");
  });
  WebSocketRefusal refusal;
  auto o = options();
  o.refused = [&refusal](const WebSocketRefusal& told) { refusal = told; };
  auto client = connect(peer, o);
  ASSERT_FALSE(client.has_value());
  EXPECT_EQ(client.error().code, Errc::Unavailable);
  EXPECT_EQ(refusal.status, 400);
  EXPECT_EQ(refusal.body, R"({"error":"CursorTooOld"})");
}

TEST(WebSocketClient, PingsAnIdlePeerAndStaysWhenItAnswers) {
  std::promise<unsigned> opcode;
  const ListeningPeer peer([&](Line line) {
    line.accept_websocket();
    const auto ping = line.hear_frame();
    opcode.set_value(ping.opcode);
    line.say_frame(10, ping.payload);
    line.say_frame(1, "still here");
    line.hear_frame();
  });
  auto o = options();
  o.silence = 400ms;
  auto client = connect(peer, o);
  ASSERT_TRUE(client.has_value());
  const auto message = (*client)->read();
  ASSERT_TRUE(message.has_value()) << message.error().detail;
  EXPECT_EQ(message->payload, "still here");
  EXPECT_EQ(opcode.get_future().get(), 9U);
}

TEST(WebSocketClient, CallsASilentPeerDead) {
  const ListeningPeer peer([](Line line) {
    line.accept_websocket();
    while (line.hear_frame().opcode != 0) {
    }
  });
  auto o = options();
  o.silence = 200ms;
  auto client = connect(peer, o);
  ASSERT_TRUE(client.has_value());
  EXPECT_EQ((*client)->read().error().code, Errc::Timeout);
  client->reset();
}

TEST(WebSocketClient, ComesBackEmptyHandedAndWaitsOnForTheSameMessage) {
  std::promise<void> go;
  const ListeningPeer peer([&](Line line) {
    line.accept_websocket();
    go.get_future().wait_for(10s);
    line.say_frame(1, "at last");
    line.hear_frame();
  });
  auto client = connect(peer);
  ASSERT_TRUE(client.has_value());
  for (int i = 0; i < 3; ++i) {
    const auto nothing = (*client)->read_for(5ms);
    ASSERT_TRUE(nothing.has_value()) << nothing.error().detail;
    EXPECT_FALSE(nothing->has_value());
  }
  go.set_value();
  const auto message = (*client)->read_for(10s);
  ASSERT_TRUE(message.has_value()) << message.error().detail;
  ASSERT_TRUE(message->has_value());
  EXPECT_EQ((*message)->payload, "at last");
}

TEST(WebSocketClient, IsWokenFromABlockedReadByItsToken) {
  std::promise<void> connected;
  const ListeningPeer peer([&](Line line) {
    line.accept_websocket();
    connected.set_value();
    line.hear_frame();
  });
  std::stop_source stop;
  auto client = connect(peer, options(), stop.get_token());
  ASSERT_TRUE(client.has_value());
  connected.get_future().wait();
  const std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ((*client)->read().error().code, Errc::Unavailable);
}

TEST(WebSocketClient, DoesNotConnectWhenItsTokenIsStoppedAlready) {
  const ListeningPeer peer([](Line line) { line.accept_websocket(); });
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(connect(peer, options(), stop.get_token()).error().code, Errc::Unavailable);
}

TEST(WebSocketClient, GivesUpOnAPeerThatNeverUpgrades) {
  const ListeningPeer peer([](Line line) {
    line.hear_until("\r\n\r\n");
    line.hear(1);
  });
  auto o = options();
  o.connect_time = 100ms;
  EXPECT_EQ(connect(peer, o).error().code, Errc::Timeout);
}

TEST(WebSocketClient, NamesTheStatusOfAnHttpRefusal) {
  const ListeningPeer peer([](Line line) {
    line.hear_until("\r\n\r\n");
    line.say("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    line.hear(1);
  });
  const auto client = connect(peer);
  ASSERT_FALSE(client.has_value());
  EXPECT_EQ(client.error().code, Errc::Unavailable);
  EXPECT_THAT(client.error().detail, HasSubstr("403"));
}

TEST(WebSocketClient, RefusesWhatTheGuardRefusesBeforeAndAfterTheNameIsResolved) {
  const ListeningPeer peer([](Line line) { line.accept_websocket(); });
  const auto port = std::to_string(peer.port());
  const auto code = [&](const std::string& url, const AddressGuard& guard) {
    return WebSocketClient::connect(Url::parse(url).value(), guard, options(), {}).error().code;
  };
  EXPECT_EQ(code("ws://127.0.0.1:" + port + "/", AddressGuard()), Errc::Refused);
  EXPECT_EQ(code("wss://127.0.0.1/", AddressGuard()), Errc::Refused);
  const AddressGuard port_listed({.internal_endpoints = {}, .test_peers = {}, .ports = {peer.port()}});
  EXPECT_EQ(code("wss://localhost:" + port + "/", port_listed), Errc::Refused);
}

TEST(WebSocketClient, RefusesAPeerThatSpeaksNoTls) {
  const ListeningPeer peer([](Line line) { line.say("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  const auto url = Url::parse("wss://127.0.0.1:" + std::to_string(peer.port()) + "/").value();
  EXPECT_EQ(WebSocketClient::connect(url, guard_for(peer), options(), {}).error().code, Errc::Unavailable);
}

}  // namespace
}  // namespace chancery::net
