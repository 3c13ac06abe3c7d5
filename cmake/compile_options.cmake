# One set of flags for every target of ours, so that all of them can share one precompiled header.
add_library(marketplace_options INTERFACE)
target_compile_features(marketplace_options INTERFACE cxx_std_23)
target_include_directories(marketplace_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(marketplace_options INTERFACE
  # One code model for libraries and programs: they share the header.
  -fPIE
  -Wall -Wextra -Wconversion -Wshadow -Werror -Werror=switch
  # Without a time stamp in it the precompiled header is the same file on every machine: ccache can serve it.
  -Xclang -fno-pch-timestamp)
target_compile_definitions(marketplace_options INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_BOOST_COROUTINE
  BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_BEAST_USE_STD_STRING_VIEW)
# Debug builds keep line tables only: they compile and link in half the time and backtraces stay whole.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -gline-tables-only -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -gline-tables-only -DNDEBUG")
add_link_options(-fuse-ld=lld -pie)
if(MARKETPLACE_SANITIZE)
  target_compile_options(marketplace_options INTERFACE
    -fsanitize=${MARKETPLACE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MARKETPLACE_SANITIZE})
endif()
if(MARKETPLACE_FUZZ)
  target_compile_options(marketplace_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The precompiled header, and Asio's functions that units of it refer to: what every target links.
add_library(marketplace_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cpp)
target_link_libraries(marketplace_pch
  PUBLIC marketplace_options Boost::boost Boost::json fmt::fmt Threads::Threads OpenSSL::SSL)
target_precompile_headers(marketplace_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp)
