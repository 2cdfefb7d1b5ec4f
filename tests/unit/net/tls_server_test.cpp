// The server speaking TLS itself, to a client of OpenSSL's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "net/server.hpp"
#include "openssl_handles.hpp"
#include "raw_client.hpp"
#include "support/temp_folder.hpp"

namespace chancery::net {
namespace {

using test::kHello;

using namespace std::chrono_literals;
using test::body_of;
using test::RawClient;
using test::status_of;
using ::testing::HasSubstr;

using test::Certificate;
using test::Context;
using test::File;
using test::Key;
using test::Session;

Certificate self_signed(EVP_PKEY* key, const std::string& name, int serial) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24L * 3600);
  X509_set_pubkey(certificate.get(), key);
  auto* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

// Greets the server and says what a test wants said. Whom it talks to it does not check.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int version = 0, const char* ciphers = nullptr)
      : context_(SSL_CTX_new(TLS_client_method())), bio_(BIO_new_connect("127.0.0.1")) {
    if (version != 0) SSL_CTX_set_max_proto_version(context_.get(), version);
    if (version != 0) SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_security_level(context_.get(), 0);
    if (ciphers != nullptr) SSL_CTX_set_cipher_list(context_.get(), ciphers);
    BIO_set_conn_port(bio_, std::to_string(port).c_str());
    session_.reset(SSL_new(context_.get()));
    if (BIO_do_connect(bio_) != 1) {
      BIO_free(bio_);
      return;
    }
    SSL_set_bio(session_.get(), bio_, bio_);
    static constexpr unsigned char kProtocols[] = "\x02h2\x08http/1.1";
    SSL_set_alpn_protos(session_.get(), kProtocols, sizeof kProtocols - 1);
    greeted_ = SSL_connect(session_.get()) == 1;
  }

  [[nodiscard]] bool greeted() const { return greeted_; }
  [[nodiscard]] std::string version() const { return SSL_get_version(session_.get()); }
  [[nodiscard]] std::string cipher() const { return SSL_get_cipher(session_.get()); }
  [[nodiscard]] std::string protocol() const {
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(session_.get(), &chosen, &size);
    return {reinterpret_cast<const char*>(chosen), size};
  }
  [[nodiscard]] long serial() const {
    const Certificate peer(SSL_get1_peer_certificate(session_.get()));
    return ASN1_INTEGER_get(X509_get0_serialNumber(peer.get()));
  }
  void say(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // One answer: its head, and as many body bytes as Content-Length says.
  std::string hear_answer() {
    while (heard_.find("\r\n\r\n") == std::string::npos && more()) {
    }
    const auto head = heard_.find("\r\n\r\n");
    const auto at = heard_.find("Content-Length: ");
    if (head == std::string::npos) return std::exchange(heard_, {});
    const auto whole = head + 4 + (at < head ? std::stoul(heard_.substr(at + 16)) : 0);
    while (heard_.size() < whole && more()) {
    }
    auto answer = heard_.substr(0, whole);
    heard_.erase(0, whole);
    return answer;
  }
  std::string ask(std::string_view request) {
    say(request);
    return hear_answer();
  }
  // Whether the server said goodbye, as TLS has it, and not only hung up.
  bool heard_goodbye() {
    while (more()) {
    }
    return (SSL_get_shutdown(session_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

 private:
  bool more() {
    char bytes[16384];
    const auto got = SSL_read(session_.get(), bytes, sizeof bytes);
    if (got <= 0) return false;
    heard_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  Context context_;
  BIO* bio_;  // the session's
  Session session_;
  bool greeted_ = false;
  std::string heard_;
};

class TlsServerTest : public ::testing::Test {
 protected:
  TlsServerTest() {
    std::signal(SIGPIPE, SIG_IGN);  // for the client's OpenSSL
    options_.port = 0;
    options_.spool = folder_ / "spool";
    options_.tls = {folder_ / "certificate.pem", folder_ / "key.pem"};
    write_certificate(1);
    router_.add(Method::Get, "/hello", [](const Request&) { return Response::text(200, "hello"); });
    router_.add(Method::Get, "/peer", [](const Request& request) {
      return Response::text(200, request.peer + (request.secure ? " secure" : " plain"));
    });
    router_.add(Method::Post, "/echo", [](const Request& request) {
      auto body = request.read_body(64 * 1024 * 1024);
      return body ? Response::text(200, std::move(*body)) : Response::of(body.error());
    });
  }

  void write_certificate(int serial) {
    const Key key(EVP_EC_gen("P-256"));
    const auto certificate = self_signed(key.get(), "mfa.example", serial);
    // Beside, then by a new name, as tools that renew certificates do.
    const auto whole = [&](const std::filesystem::path& file, auto write) {
      auto part = file;
      part += ".new";
      {
        const File out(BIO_new_file(part.c_str(), "w"));
        write(out.get());
      }
      std::filesystem::rename(part, file);
    };
    whole(options_.tls.certificate, [&](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
    whole(options_.tls.key,
          [&](BIO* out) { PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  void start() {
    auto server = Server::start(options_, router_);
    ASSERT_TRUE(server.has_value()) << server.error().detail;
    server_ = std::move(*server);
  }

  chancery::test::TempFolder folder_;
  ServerOptions options_;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsServerTest, AnswersOverTlsAndKeepsTheConnection) {
  start();
  TlsClient client(server_->port());
  ASSERT_TRUE(client.greeted());
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.protocol(), "http/1.1");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(body_of(client.ask(kHello)), "hello");
  EXPECT_EQ(body_of(client.ask("GET /peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n")),
            "127.0.0.1 secure");
  EXPECT_EQ(body_of(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")), "hello");
  EXPECT_TRUE(client.heard_goodbye());
}

TEST_F(TlsServerTest, ReadsSeveralRequestsOfOneRecord) {
  start();
  TlsClient client(server_->port());
  client.say(std::string(kHello) + std::string(kHello) + std::string(kHello));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(body_of(client.hear_answer()), "hello");
}

TEST_F(TlsServerTest, CarriesBigBodiesBothWaysAndFiles) {
  options_.limits.body_bytes = 8 << 20;
  std::string bytes(3 << 20, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>('a' + i % 23);
  std::ofstream(folder_ / "file", std::ios::binary) << bytes;
  router_.add(Method::Get, "/file", [&](const Request&) {
    Response response;
    response.body = FileBody{folder_ / "file", 5, bytes.size() - 5};
    return response;
  });
  start();
  TlsClient client(server_->port());
  EXPECT_TRUE(body_of(client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(bytes.size()) +
                                 "\r\n\r\n" + bytes)) == bytes);
  EXPECT_TRUE(body_of(client.ask("GET /file HTTP/1.1\r\nHost: a\r\n\r\n")) == bytes.substr(5));
}

TEST_F(TlsServerTest, SpeaksNothingOlderAndNothingWithoutForwardSecrecy) {
  start();
  EXPECT_FALSE(TlsClient(server_->port(), TLS1_1_VERSION).greeted());
  EXPECT_FALSE(TlsClient(server_->port(), TLS1_VERSION).greeted());
  TlsClient old(server_->port(), TLS1_2_VERSION);
  ASSERT_TRUE(old.greeted());
  EXPECT_THAT(old.cipher(), testing::StartsWith("ECDHE-"));
  EXPECT_EQ(body_of(old.ask(kHello)), "hello");
  for (const auto* weak : {"AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "DHE-RSA-AES128-SHA"}) {
    EXPECT_FALSE(TlsClient(server_->port(), TLS1_2_VERSION, weak).greeted()) << weak;
  }
}

TEST_F(TlsServerTest, SaysNothingToWhoSpeaksPlainly) {
  start();
  RawClient plain(server_->port());
  plain.say(kHello);
  EXPECT_EQ(plain.hear_all().find("HTTP"), std::string::npos);
  EXPECT_EQ(body_of(TlsClient(server_->port()).ask(kHello)), "hello");
}

TEST_F(TlsServerTest, TakesUpANewCertificateWithoutDroppingAnybody) {
  start();
  TlsClient before(server_->port());
  EXPECT_EQ(before.serial(), 1);
  write_certificate(2);
  ASSERT_TRUE(server_->reload_certificate().has_value());
  TlsClient after(server_->port());
  EXPECT_EQ(after.serial(), 2);
  EXPECT_EQ(body_of(before.ask(kHello)), "hello");

  std::ofstream(options_.tls.certificate) << "not a certificate";
  const auto refused = server_->reload_certificate();
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().hint, HasSubstr("certificate.pem"));
  EXPECT_EQ(TlsClient(server_->port()).serial(), 2) << "it keeps what it had";
}

TEST_F(TlsServerTest, SeesThatTheFilesChanged) {
  auto loaded = TlsCertificate::load(options_.tls);
  ASSERT_TRUE(loaded.has_value());
  auto& certificate = **loaded;
  EXPECT_EQ(certificate.reload_if_changed(), false);
  EXPECT_GT(certificate.expires(), SystemClock().now() + 23h) << "made for a day";
  EXPECT_LE(certificate.expires(), SystemClock().now() + 24h);
  write_certificate(2);
  EXPECT_EQ(certificate.reload_if_changed(), true);
  EXPECT_EQ(certificate.reload_if_changed(), false);
  std::filesystem::remove(options_.tls.key);
  EXPECT_FALSE(certificate.reload_if_changed().has_value());
  EXPECT_EQ(certificate.reload_if_changed(), false) << "it is not told again before it changes again";
}

TEST_F(TlsServerTest, NamesTheFileItCannotUse) {
  const auto refused = [&](TlsFiles files) {
    auto options = options_;
    options.tls = std::move(files);
    const auto server = Server::start(options, router_);
    return server ? std::string("started") : server.error().hint;
  };
  const auto good = options_.tls;
  EXPECT_THAT(refused({folder_ / "none.pem", good.key}), HasSubstr("none.pem"));
  EXPECT_THAT(refused({good.certificate, folder_ / "none.pem"}), HasSubstr("none.pem"));
  EXPECT_THAT(refused({good.certificate, good.certificate}), HasSubstr("no private key"));
  std::filesystem::copy(good.certificate, folder_ / "old.pem");
  write_certificate(2);
  EXPECT_THAT(refused({folder_ / "old.pem", good.key}), HasSubstr("key.pem")) << "the key of another certificate";
}

TEST_F(TlsServerTest, DropsWhoDoesNotGreetInTime) {
  options_.limits.handshake_time = 50ms;
  start();
  RawClient silent(server_->port());
  EXPECT_TRUE(silent.hung_up());
  RawClient slow(server_->port());
  slow.say(std::string("\x16\x03\x01\x02\x00\x01", 6));  // the beginning of a greeting
  EXPECT_TRUE(slow.hung_up());
}

TEST_F(TlsServerTest, SlowGreetingsTakeNobodyElsesPlace) {
  options_.limits.handshake_time = 60s;
  options_.limits.handshakes = 3;
  start();
  TlsClient greeted(server_->port());
  EXPECT_EQ(body_of(greeted.ask(kHello)), "hello");
  std::vector<RawClient> silent;
  for (int i = 0; i < 6; ++i) silent.emplace_back(server_->port());
  EXPECT_TRUE(silent.front().hung_up()) << "the oldest goes";
  EXPECT_EQ(body_of(TlsClient(server_->port()).ask(kHello)), "hello");
  EXPECT_EQ(body_of(greeted.ask(kHello)), "hello");
  EXPECT_FALSE(silent.back().hung_up(0ms));
}

TEST_F(TlsServerTest, StreamsEventsAndNoticesThatTheReaderIsGone) {
  std::promise<EventStream> opened;
  router_.add_deferred(Method::Get, "/stream",
                       [&](const Request&, Responder responder) { opened.set_value(std::move(responder).stream()); });
  start();
  auto client = std::make_optional<TlsClient>(server_->port());
  client->say("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto stream = opened.get_future().get();
  EXPECT_THAT(client->hear_answer(), HasSubstr("text/event-stream"));
  EXPECT_TRUE(stream.send("news", "one"));
  client.reset();
  // Each event is written or the stream is closed: no wait is needed but for the loop.
  for (int i = 0; i < 1'000'000 && stream.send("news", "more"); ++i) std::this_thread::yield();
  EXPECT_FALSE(stream.open());
}

}  // namespace
}  // namespace chancery::net
