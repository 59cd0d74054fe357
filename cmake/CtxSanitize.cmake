# -DCTX_SANITIZE=address,undefined (the asan preset).
set(CTX_SANITIZE "" CACHE STRING "Sanitizers to build with, as in -fsanitize=")
if(CTX_SANITIZE)
  add_compile_options(-fsanitize=${CTX_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CTX_SANITIZE})
endif()
