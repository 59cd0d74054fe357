// What ctx-tidy's tests need of cpprestsdk's HTTP client.
#pragma once

#include "pplx/pplxtasks.h"
#include <string>

namespace web {
namespace http {

class http_request {};
class http_response {
public:
  int status_code() const;
};

namespace client {

class http_client {
public:
  pplx::task<http_response> request(
      http_request request,
      const pplx::cancellation_token &token = pplx::cancellation_token::none());
  pplx::task<http_response> request(
      const std::string &method, const std::string &path,
      const pplx::cancellation_token &token = pplx::cancellation_token::none());
};

} // namespace client
} // namespace http
} // namespace web
