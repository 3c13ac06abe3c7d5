#include "http/failure.hpp"

#include "base/errors.hpp"

namespace http {
namespace {

constexpr std::chrono::seconds retry_after{1};

response unexpected(const request& in, bool show_errors, std::string_view what) {
    in.log.error("request failed",
                 {{"method", to_string(in.method)}, {"path", in.path}, {"error", what}});
    return detail(500, show_errors ? what : "A server error occurred.");
}

} // namespace

response answer_to_failure(std::exception_ptr failure, const request& in, bool show_errors) {
    try {
        std::rethrow_exception(failure);
    } catch (const base::outage& e) {
        in.log.warning("request met an outage",
                       {{"path", in.path}, {"part", e.part()}, {"error", e.what()}});
    } catch (const base::overload& e) {
        in.log.warning("request refused", {{"path", in.path}, {"limit", e.limit()}});
    } catch (const base::deadline_exceeded& e) {
        in.log.warning("request out of time", {{"path", in.path}, {"step", e.step()}});
    } catch (const std::exception& e) {
        return unexpected(in, show_errors, e.what());
    } catch (...) {
        return unexpected(in, show_errors, "an exception of no known type");
    }
    return unavailable(retry_after);
}

} // namespace http
