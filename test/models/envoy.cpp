// Every entry of the envoy model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/envoy > %t
// RUN: FileCheck %s < %t
#include <stream_info/filter_state.h>

// CHECK: {{^}}  envoy: active
// CHECK-NEXT: type state -> Envoy::StreamInfo::FilterState (
// CHECK-NEXT: op set -> Envoy::StreamInfo::FilterState::setData (
// CHECK-NEXT: op get -> Envoy::StreamInfo::FilterState::getDataReadOnly, Envoy::StreamInfo::FilterState::getDataMutable, Envoy::StreamInfo::FilterState::getDataReadOnlyGeneric, Envoy::StreamInfo::FilterState::getDataMutableGeneric, Envoy::StreamInfo::FilterState::getDataSharedMutableGeneric, Envoy::StreamInfo::FilterState::hasData, Envoy::StreamInfo::FilterState::hasDataWithName (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
