// Keys and signatures made with the openssl command for these tests: never trust them elsewhere.
#pragma once

#include <string_view>

namespace chancery::crypto::test {

// clang-format off
// 2048 bits, PKCS #8.
inline constexpr std::string_view kPrivatePem = R"(-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQChigDctPBaNJRq
cbXiet811Moufa73/Mio93H+fLw+NT3skdVLbptKKsRKnRqrcJXTNJah8Dp5DoT9
Je+aXPSWhE+PfjGmskw3O2biTM5Ey3JDNQvY8fiYpAer7IzQGpafUWdLFhbgxIDs
JlX8NTr8GS5npds2EuY4HAzwtlW7o1UxO5FqqHGPU3z3bYM5w0GnO4qp/7IVTOy5
VAsr2VN/OLXEMZEaQqFs2sLNn17X2xSXbRX0vTuUByVU53IwDK43JQPG7VBxIw0w
u0C8QZD5ek/whko8QJ9ccJ1IswP6tzYwFqOV+w01OUUF87eIHy/ncXeBx03fs1Qw
l2x/9+IJAgMBAAECggEADnQefmD2qf2PI4SL24k2sFZ7JiSC+6ebrSmhwp1WywKg
ySplwSdy/9R6hnoO3TTYRQLtMO1hj/wVeGCU8xT64f5R75MBHosQwHbhTmGEqblh
3oNQLW++GGtBz/ddBJBCdpwWH8zozGDsr6SA+E1rewvGQAoiJnETtgTFgCKyYlTX
KM+kgzNqGNCAZEQIyGYi683pWrYtpV9SMTh0CiagcSebf1f5vXh0GXodDW+k6q/C
hjxdsQK78m66/sohSySX06bEb3bUmm4o6h247TtMNrD4sQfYIrTpRp1j4wg4gikX
SH9jbne7sUP2Jfqo6jyJf9eUauKNSMCReml3IMxsQQKBgQDOwh9stls+IrR/g6hI
/+Ohincy3TdN8JNZU1ZLW1vFt8sA4AVDlhv72IbgLK+OOsZ0RI5mmuNW41rkXQd6
u/wES3ZoseE6KIT6wx5H4+dQQ3bAztujDvnylkO5z4j7VFof+H9MdJpfJ9TvgFf9
+z1fC6AfRqQUcMPQDBluYii+SQKBgQDIAudIQ7DwYPc75GBW0aauvBF5BemETNjl
no24GrjecI3b4RdIn56FUd9JY9MW500IcjhxFyKnvjGBBJLZHbolxU2mgTv/cIkw
Vm+o1wh1Q4U7O7p16FV95s6o9xgOYpIWyUoUy0+zgQnWKmwgdGitx6wHPjuua9N2
PRWiS0EFwQKBgQCvUGb49T801pSaMva0v1Uymogr9ut4CO/IJCPdzd9pLUjSuyF7
h4K+74CeAQXy4d94otDkK51tBWcCj+dRqKgutBX4/Ctv9v+a6Wt5pcNziWDeaAhQ
oNhLXCKdIV6TTZkF1t2J5K0o1kt1sSvrTedh+ieRnYJvWpaOiFPgBxdpEQKBgBil
ovKYxNkaWd0bi3Onai7mJhEP1XLkNWY2X6hsQpPGsvSBjGj6ooIzUJyunHiaEDgW
OzZUb4TUPy1y7tWqgCHfam42Rrp3l7BJNoFL3lL0+xoNhjC5bK+THaxcpq4/H1mH
fIWLeEraf+fQWnq1XaDslhpeZORdjTVo2Z2iQGUBAoGAFPprugS2aGw1d2cyUIRJ
9A5EcFhyAFZ7cpKdo24FW0hZCDEdtOum56fwma4R0kVfBDB+rfvIV2utRadDufMa
THDAKc2SvbEOuWoHWTdxHu2Vc/P1TB3Sg8+UDDmLIuIEycIZ0PZ+O+fiKJmQhdAK
baHSLhk0tMgIIqNDGQzTMKM=
-----END PRIVATE KEY-----
)";
// Its public half, SubjectPublicKeyInfo.
inline constexpr std::string_view kPublicPem = R"(-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoYoA3LTwWjSUanG14nrf
NdTKLn2u9/zIqPdx/ny8PjU97JHVS26bSirESp0aq3CV0zSWofA6eQ6E/SXvmlz0
loRPj34xprJMNztm4kzORMtyQzUL2PH4mKQHq+yM0BqWn1FnSxYW4MSA7CZV/DU6
/BkuZ6XbNhLmOBwM8LZVu6NVMTuRaqhxj1N8922DOcNBpzuKqf+yFUzsuVQLK9lT
fzi1xDGRGkKhbNrCzZ9e19sUl20V9L07lAclVOdyMAyuNyUDxu1QcSMNMLtAvEGQ
+XpP8IZKPECfXHCdSLMD+rc2MBajlfsNNTlFBfO3iB8v53F3gcdN37NUMJdsf/fi
CQIDAQAB
-----END PUBLIC KEY-----
)";
// The same, PKCS #1.
inline constexpr std::string_view kPublicPkcs1Pem = R"(-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAoYoA3LTwWjSUanG14nrfNdTKLn2u9/zIqPdx/ny8PjU97JHVS26b
SirESp0aq3CV0zSWofA6eQ6E/SXvmlz0loRPj34xprJMNztm4kzORMtyQzUL2PH4
mKQHq+yM0BqWn1FnSxYW4MSA7CZV/DU6/BkuZ6XbNhLmOBwM8LZVu6NVMTuRaqhx
j1N8922DOcNBpzuKqf+yFUzsuVQLK9lTfzi1xDGRGkKhbNrCzZ9e19sUl20V9L07
lAclVOdyMAyuNyUDxu1QcSMNMLtAvEGQ+XpP8IZKPECfXHCdSLMD+rc2MBajlfsN
NTlFBfO3iB8v53F3gcdN37NUMJdsf/fiCQIDAQAB
-----END RSA PUBLIC KEY-----
)";
// Of another key.
inline constexpr std::string_view kOtherPublicPem = R"(-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApqaZnTtgKXsOcScH9zoM
2FToWaVx6o8qw8Fprtc3Hlzl/ePEXNyMFqbIPAvFK2kSKviN+vZyDoKIo1tmb0sa
D7Xc1A8toqqTHYov08YosuJz4pri2XG0lyQh90fyASzSNc0qe1twNq9JVz4A6qte
wGP8falnHARo9eXZrLxUiBEE7nJrTwn8ph/g6fx/QNCIAkR4r+6o88UzJz2mUwXI
CgdQDanXaljefitncvQwbLkT6zBmRa31CllyROYp2PfsUGxYnFpaY25Rs96jukwp
adFpYAqBgGzfW3p6OBnvbm9+T+hLjHGhWaNmqPIcYSzPw3INx+NDUGYPU0e4UhXD
nQIDAQAB
-----END PUBLIC KEY-----
)";
// No RSA key at all.
inline constexpr std::string_view kEd25519Pem = R"(-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAYWCyBHM1tRsAf7iLZ+zvI4QBkwLWTuZ+pqNfYH0LlKM=
-----END PUBLIC KEY-----
)";
// 1024 bits.
inline constexpr std::string_view kShortPublicPem = R"(-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCGkFJp7W8LCfFlyM424vJLQwAN
4Bsu1A7TrdzLLDO+CsedZ5NG1Kx6XDkCs4lj3G6FNPRXONBI7A8QmcbD4bJY/XJE
Uszqcf9KFIdq6v8aCYylmWZmzqs2BRK9ExEHIjEXEM9TJ6xDWnqXxkNlZBKpuKGr
zRppFsdNpPn8PG2l1wIDAQAB
-----END PUBLIC KEY-----
)";
// 8200 bits.
inline constexpr std::string_view kLongPublicPem = R"(-----BEGIN PUBLIC KEY-----
MIIEIzANBgkqhkiG9w0BAQEFAAOCBBAAMIIECwKCBAIA/gpea+q+pmHDt6RpV8p1
psHe8y2up2rOCaco4A7mpMzs9ncgM2cohYGR2HMe/ZYK1h3qRnGQumXQUIQqqu2T
lRLkGj89DSBGSVM0H1skRpE4Qv3vd96lSGpqyVc9O0FmEMW2eZk1Q8emhpLG8z4N
NrdA3f7YQR/xeQlsHbsIGjz+MA3Ewn+i67w3OWlX1L+BFW2GuI3jqTEspb5X2T+j
VJtxiVqja9UjHzgUai8JcEJbfe+xK2kejjtwViBzPeqt3TOnYOF6TpujM0RVM/zX
HUKm0A40aMlGsP81NyjGFz2USvv65Id8YG/VuMJVH01MxQkbX/v/ZRuQUkluHj/C
TsCVKYnBfZxkmovVu3EKd+wMm0S69SZO14f4enl2rUSKvZh0+IIrLfmNvLP9UA4m
NzAP7PEODzDgBR0WFa01OgnP6qGylWyIJuw1DXdd+1PhPXB3uB0Y27DBkkrsvkpT
WDv/R4iVXNt/TM3p0jHIo457XX0lXytovu90bM/NC3fUOl0C20MCZ86MkrYH1VTQ
jOYorfnG9jlq45lLlxdhss66QAMa1iLtk4dKwDTPcbNOR+Tiqv0xAJYkniOHpUsc
7zkT59YR0WO3ZK4XWEqe2cYh3pf68PF8qCzcgvJSaRHJ3abkZlPGdhdqJyUVzfdM
OBZSWV2vSfusNlKjsYEEp/AHU75HIfW54fWs2sYVvCD2Jkkiucz0aa749ufQeOVb
hd0VJfNjsoG4iFtp3CMK9ayHBpK1NHWCQN9KegMFLXM9ze9Ary5UwM5oH0Tr0TzH
Xz7csoX4nYz01JULFv/D4aw7RwjZiTqXMAC1SiMCD8WwQ9bkpRUZ2cnMUtMjd+eB
McEy3s1rjvvBcKJqJchSF1t6lrmLX783or5vmLyjWxe5Zi8HM8hGu+nocO9VsaH2
VQeikJy2M+I4tOndOLhprOkTEQIcnjIRGsGsfMSk/02rECUi1ThXxJORs2zJqnij
MKGl4zPLiNz5Q4TUzR9HyniD/1pS8aBYhax2cYY8C9vCOhTBXJELEa0ozCHOiNAG
DMVCeMJhThvLODu0pXApTE6jc40kOm5Y1cpJx7WbmVJT/Wx5o95p+F4xMfO5I4Ik
sSLD5KiS2Rlq2k/PpYPh34r5tHTH6JKGoXVKvLBq6Ku5PwHYmgJM3Oem1yiP9owy
D4nxNH4M3ZBez9FgxdDvQS7W8c/ZkhbfZIZHrewmeT0ORT9Qgkktg6gjP7YtLIGG
L8ljT4Bvq/SgfFZgAiSbGRv02EQbVhYzKspfVSdz4UsBkNk5NuHayjwG9f8MA7td
c4XeCMqhoIF5EEol5GZPUlOgKjGHhTGE/ydFkULezOomRUKgBAPOgMSwpAQrs9Q0
Gq0CAwEAAQ==
-----END PUBLIC KEY-----
)";
// Exponent 1: any message is its own signature.
inline constexpr std::string_view kUnitExponentPem = R"(-----BEGIN PUBLIC KEY-----
MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAoYoA3LTwWjSUanG14nrf
NdTKLn2u9/zIqPdx/ny8PjU97JHVS26bSirESp0aq3CV0zSWofA6eQ6E/SXvmlz0
loRPj34xprJMNztm4kzORMtyQzUL2PH4mKQHq+yM0BqWn1FnSxYW4MSA7CZV/DU6
/BkuZ6XbNhLmOBwM8LZVu6NVMTuRaqhxj1N8922DOcNBpzuKqf+yFUzsuVQLK9lT
fzi1xDGRGkKhbNrCzZ9e19sUl20V9L07lAclVOdyMAyuNyUDxu1QcSMNMLtAvEGQ
+XpP8IZKPECfXHCdSLMD+rc2MBajlfsNNTlFBfO3iB8v53F3gcdN37NUMJdsf/fi
CQIBAQ==
-----END PUBLIC KEY-----
)";
// Exponent 65536.
inline constexpr std::string_view kEvenExponentPem = R"(-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoYoA3LTwWjSUanG14nrf
NdTKLn2u9/zIqPdx/ny8PjU97JHVS26bSirESp0aq3CV0zSWofA6eQ6E/SXvmlz0
loRPj34xprJMNztm4kzORMtyQzUL2PH4mKQHq+yM0BqWn1FnSxYW4MSA7CZV/DU6
/BkuZ6XbNhLmOBwM8LZVu6NVMTuRaqhxj1N8922DOcNBpzuKqf+yFUzsuVQLK9lT
fzi1xDGRGkKhbNrCzZ9e19sUl20V9L07lAclVOdyMAyuNyUDxu1QcSMNMLtAvEGQ
+XpP8IZKPECfXHCdSLMD+rc2MBajlfsNNTlFBfO3iB8v53F3gcdN37NUMJdsf/fi
CQIDAQAA
-----END PUBLIC KEY-----
)";
// An exponent as long as the modulus.
inline constexpr std::string_view kHugeExponentPem = R"(-----BEGIN PUBLIC KEY-----
MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAQEAoYoA3LTwWjSUanG14nrf
NdTKLn2u9/zIqPdx/ny8PjU97JHVS26bSirESp0aq3CV0zSWofA6eQ6E/SXvmlz0
loRPj34xprJMNztm4kzORMtyQzUL2PH4mKQHq+yM0BqWn1FnSxYW4MSA7CZV/DU6
/BkuZ6XbNhLmOBwM8LZVu6NVMTuRaqhxj1N8922DOcNBpzuKqf+yFUzsuVQLK9lT
fzi1xDGRGkKhbNrCzZ9e19sUl20V9L07lAclVOdyMAyuNyUDxu1QcSMNMLtAvEGQ
+XpP8IZKPECfXHCdSLMD+rc2MBajlfsNNTlFBfO3iB8v53F3gcdN37NUMJdsf/fi
CQKCAQEAoYoA3LTwWjSUanG14nrfNdTKLn2u9/zIqPdx/ny8PjU97JHVS26bSirE
Sp0aq3CV0zSWofA6eQ6E/SXvmlz0loRPj34xprJMNztm4kzORMtyQzUL2PH4mKQH
q+yM0BqWn1FnSxYW4MSA7CZV/DU6/BkuZ6XbNhLmOBwM8LZVu6NVMTuRaqhxj1N8
922DOcNBpzuKqf+yFUzsuVQLK9lTfzi1xDGRGkKhbNrCzZ9e19sUl20V9L07lAcl
VOdyMAyuNyUDxu1QcSMNMLtAvEGQ+XpP8IZKPECfXHCdSLMD+rc2MBajlfsNNTlF
BfO3iB8v53F3gcdN37NUMJdsf/fiBw==
-----END PUBLIC KEY-----
)";
// What the next two sign.
inline constexpr std::string_view kMessage = R"(draft-cavage-http-signatures-12)";
// openssl dgst -sha256 -sign, base64.
inline constexpr std::string_view kSignature = R"(Us8pCqmBnmYluPRnQFXveZNTuQeIrbl3F2bXEfgE4RluL24EnEpoVYcH8xrNnymFYOeQxMHO939BjEhLkvHhQ9CgPOSyyxQVKoNpfnLXHjmeZ4h1otSGXLgSXf+c+fAQOkiZW5t5S5yxUnksD9lkYAiD9l39WvUWvIkOSMlTrWi1CyjZYfCXTgMDX5Ws0E20T079KaSbUn2qiXYZ1zymXcL3IVrA/zKK/4Oqp2d3zqS+mBzV7msAnjsTdM7gy5Ze3oH45cgryv1UokcpAN0Odk00q4pu5LKK3NQBPQp7S1Kue50xVv8uj5O/Yljk020BItj46/ve5urTzQmYHSIXEQ==)";
// The same with PSS padding.
inline constexpr std::string_view kPssSignature = R"(Ujz1tnjDP/DPdF/zTkXiC9LLwV3vAdLXNooYclkUuHLFxiZBmlEYdA417PVt4ekIYwxdQbU/vZhe5sxU6t2mEWgFrlUdpOsnFplwkK52zTmp6ofpL/7axmd3VuyfaA9wtD/NMbExXRTu7bfqKFCL+ad4lS85AD8zWi+pzcoCvCqj2VnsZ0PePr9j4sNC9BgWdPsNI6MFfR2wfGn4A1WBz/isL8v3WjKEV80m0FBpiCVsBJG/6TnngIf6bC6UkZywrFXBcKfBjiym9H+5K2i1xMEELj3sXaopVFcey7rWICZmKzDTAdI/UnymUVPrwoIUE7+0i79HcQyq0le4ts2hww==)";
// Over the signing string that http_signature_test.cpp spells out.
inline constexpr std::string_view kRequestSignature = R"(mSrFl1EVv62YLlrOqXM/ztU8nQchz9UYv1Es7aUhxR20ycGjjac8MNMfsEb9buAWHYPGpLrMupEw4h4aMyv2hYheiOeJjGBMVzADH1Hv7TYY//sDWQ8U9mjFNiC0nW+KJEDKxjitDSYMZuvyrsXOYxrvLFAFOF70VfHyCp8j1NximozPIOR0q7+r4l9uvy+u4mNaEhLF3y+dAjrpimT38eHmhhOcBsxqCXJ0Tas/FTHErWa21otEUbk0mxodQkQCFKXsWB8H32dZYT1b22U2wc7KX1lWpki3MlbnGKzEXofNecAKEGU09yOLjPqIjT4amrKDPlrFUiw6khAXXxfRqQ==)";
// Over the signature base that message_signature_test.cpp spells out.
inline constexpr std::string_view kMessageSignature = R"(CmHFZ1qYxuCVAfQrXk0BG7WLdfySvlbtl4pp/o1xHwK74elY/46ZhfW8xhIwMRqVsrMCyW8PZ1n9PlBvYLVttImyhyP0pWQddOe09QR2uOPxePIecm9TAr1MO9F8T5vZBb6GWxQbWp9w3Ni/rrSKTcvKXBnzDNEEi11NbQWYjS6onwGLek7rncSu9neSivlFzQJQOLsQCzgJ6GHGii4MejPD5pf39Rszj8+qH6Cbp0Ei3r5tPX47JY9zeiBTt/f7ZkgJs2qfqqQCHd/M44DDftI1vnibxYPi4R6qEtakRYTM5rqNrB57NaXkjGGc19E23J+jWFi2FFGuJQOGDDnA0g==)";
// clang-format on

}  // namespace chancery::crypto::test
