// Both clients against a TLS peer whose certificate we made ourselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "listening_peer.hpp"
#include "net/http_client.hpp"
#include "net/websocket_client.hpp"
#include "openssl_handles.hpp"

namespace chancery::net {
namespace {

using test::Line;
using test::ListeningPeer;
using ::testing::HasSubstr;

using test::Certificate;
using test::Context;
using test::Key;
using test::Session;

// A certificate that vouches for itself, valid for a day, for one DNS name.
Certificate self_signed(EVP_PKEY* key, const std::string& name) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24L * 3600);
  X509_set_pubkey(certificate.get(), key);
  auto* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  auto* alternative = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + name).c_str());
  X509_add_ext(certificate.get(), alternative, -1);
  X509_EXTENSION_free(alternative);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

class TlsTest : public ::testing::Test {
 protected:
  // Certifies `name`; when `trusted`, the system's trust is replaced by this one certificate.
  void serve(const std::string& name, bool trusted) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without asking for the error code alone
    const Key key(EVP_EC_gen("P-256"));
    const auto certificate = self_signed(key.get(), name);
    context_.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate(context_.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), key.get());
    if (trusted) {
      file_ = std::filesystem::temp_directory_path() / ("chancery-tls-test-" + std::to_string(::getpid()) + ".pem");
      auto* out = BIO_new_file(file_.c_str(), "w");
      PEM_write_bio_X509(out, certificate.get());
      BIO_free(out);
      ::setenv("SSL_CERT_FILE", file_.c_str(), 1);
    }
    peer_ = std::make_unique<ListeningPeer>([this](const Line& line) {
      const Session session(SSL_new(context_.get()));
      SSL_set_fd(session.get(), line.descriptor());
      if (SSL_accept(session.get()) != 1) return;
      std::string request(4096, '\0');
      SSL_read(session.get(), request.data(), static_cast<int>(request.size()));
      constexpr std::string_view kRefusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
      SSL_write(session.get(), kRefusal.data(), static_cast<int>(kRefusal.size()));
      SSL_shutdown(session.get());
    });
  }
  ~TlsTest() override {
    peer_.reset();
    ::unsetenv("SSL_CERT_FILE");
    std::error_code ignored;
    if (!file_.empty()) std::filesystem::remove(file_, ignored);
  }

  [[nodiscard]] std::string endpoint() const { return "localhost:" + std::to_string(peer_->port()); }
  [[nodiscard]] AddressGuard guard() const {
    return AddressGuard({.internal_endpoints = {}, .test_peers = {endpoint()}, .ports = {}});
  }
  [[nodiscard]] Error websocket_error() const {
    return WebSocketClient::connect(Url::parse("wss://" + endpoint() + "/").value(), guard(), {}, {}).error();
  }

  Context context_;
  std::filesystem::path file_;
  std::unique_ptr<ListeningPeer> peer_;
};

TEST_F(TlsTest, NeitherClientBelievesACertificateNobodyVouchesFor) {
  serve("localhost", false);
  const auto error = websocket_error();
  EXPECT_EQ(error.code, Errc::Unavailable);
  EXPECT_THAT(error.detail, HasSubstr("certificate verify failed"));
  HttpClient client({.guard = guard(), .user_agent = "Chancery/test"});
  OutgoingRequest request;
  request.url = Url::parse("https://" + endpoint() + "/").value();
  const auto answer = client.fetch(std::move(request));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Errc::Unavailable);
  EXPECT_THAT(answer.error().hint, HasSubstr("certificate"));
}

TEST_F(TlsTest, TheWebSocketClientGoesOnOverATrustedCertificateForTheRightName) {
  serve("localhost", true);
  EXPECT_THAT(websocket_error().detail, HasSubstr("HTTP 403")) << "past TLS, the peer itself refuses";
}

TEST_F(TlsTest, TheWebSocketClientRefusesATrustedCertificateForAnotherName) {
  serve("other.example", true);
  EXPECT_THAT(websocket_error().detail, HasSubstr("certificate verify failed"));
}

}  // namespace
}  // namespace chancery::net
