#define DIFFERENT
#include "shared.h"

static int local() { return 1; }
int calls_its_own() { return local(); }
int middle() { return in_header(); }
int uses_differs() { return differs(); }
