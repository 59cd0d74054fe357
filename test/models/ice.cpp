// Every entry of the ice model, against the real headers of libzeroc-ice-dev in
// both mappings, and against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -DICE_CPP11_MAPPING > %t
// RUN: FileCheck %s < %t
// RUN: %ctx-tidy --explain-models %s -- -std=c++14 > %t.98
// RUN: FileCheck %s < %t.98
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/ice > %t.stub
// RUN: FileCheck %s < %t.stub
#include <Ice/Ice.h>

// CHECK: {{^}}  ice: active
// CHECK-NEXT: type current -> Ice::Current (
// CHECK-NEXT: type context -> Ice::Context (
// CHECK-NEXT: type communicator -> Ice::Communicator (
// CHECK-NEXT: type canceled -> Ice::InvocationCanceledException (
// CHECK-NEXT: op wait -> Ice::Communicator::waitForShutdown (
// CHECK-NEXT: op shutdown -> Ice::Communicator::shutdown, Ice::Communicator::destroy (
// CHECK-NEXT: op is_shutdown -> Ice::Communicator::isShutdown (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
