// RUN: %check %s ctx-string-key %t --header=ctx-string-key-shared.h --tu=ctx-string-key-other-tu.cpp
// A header is fixed the same from every translation unit that sees it.
#include "ctx-string-key-shared.h"
// CHECK-MESSAGES: ctx-string-key-shared.h:7:77: warning: value read under the bare string "tenant"
