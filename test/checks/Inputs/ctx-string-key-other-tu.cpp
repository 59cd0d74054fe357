// Sees the header after another one, and has names of its own.
#include <string>
namespace other {
int kTenantKey = 0;
}
#include "ctx-string-key-shared.h"
