# marketplace_embed_sql(TARGET MODULE): every sql/NAME.sql of the module becomes
# `constexpr postgres::statement MODULE::sql::NAME` in the generated header MODULE/sql.hpp. The file's name is the name
# of the prepared statement, of its metric and of its log line.
function(marketplace_embed_sql target module)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/sql/*.sql)
  set(out ${CMAKE_BINARY_DIR}/generated/${module}/sql.hpp)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DMODULE=${module} -DOUT=${out} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/cmake/write_sql_header.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/write_sql_header.cmake
    VERBATIM)
  add_custom_target(${module}_sql DEPENDS ${out})
  add_dependencies(${target} ${module}_sql)
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()
