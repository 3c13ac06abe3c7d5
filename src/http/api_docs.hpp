#pragma once

#include "http/router.hpp"
#include "json/decoder.hpp"
#include "json/shape.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

namespace http {

/// One query parameter of an operation.
struct documented_parameter {
    std::string_view name;
    std::string_view text;
    boost::json::object schema;
};

/// What a good answer is like. Its shape is that of `example`, which the module's own to_json
/// makes; with a `name` it stands once in the document.
struct documented_answer {
    unsigned status = 200;
    std::string_view name = {};
    boost::json::value example = nullptr;
    bool is_page = false;                             ///< of a list of such things
    std::string_view media_type = "application/json"; ///< another one: a file or a stream
};

/// An outcome of the domain: its code stands in the catalogue of messages.
struct documented_outcome {
    unsigned status = 0;
    std::string_view code;
};

/// What a person wants to know of a route beside what its line in the table says. Texts are string
/// literals.
struct operation {
    std::string_view summary;
    std::string_view text = {};
    std::vector<documented_parameter> query = {};
    std::string_view search = {};   ///< of a list: what `search` looks at
    std::string_view ordering = {}; ///< of a list: the keys that `ordering` takes
    /// Describes the body by reading it: the shape is what it asks for.
    std::function<void(json::object_decoder&)> body = {};
    /// Of a body that is a file.
    std::string_view body_media_type = {};
    documented_answer answer = {};
    std::vector<documented_outcome> outcomes = {};
};

/// The OpenAPI 3.1 document of a table of routes. What every route of a kind has in common
/// (parameters in the path, pages, 401, 403, 404, Idempotency-Key) comes from the table itself.
class api_docs {
public:
    void describe(verb method, std::string_view path, operation what);

    /// Nothing when nobody described it.
    const operation* find(verb method, std::string_view path) const;

    /// Routes of `all` under /api/ that nobody has described (files need not be), and descriptions
    /// of no route.
    std::vector<std::string> mistakes(const router& all) const;

    boost::json::object document(const router& all, std::string_view version) const;

private:
    boost::json::object operation_of(const route& of, const operation& what,
                                     boost::json::object& schemas) const;

    std::map<std::pair<std::string_view, verb>, operation> all_;
};

/// `page` and `page_size`.
std::vector<documented_parameter> page_parameters(std::vector<documented_parameter> also = {});

} // namespace http
