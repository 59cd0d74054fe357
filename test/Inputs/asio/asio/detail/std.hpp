#ifndef CTX_TEST_ASIO_STD_H
#define CTX_TEST_ASIO_STD_H

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

#endif // CTX_TEST_ASIO_STD_H
