#pragma once

#include <string>
#include <string_view>

// The one request of STS that tools ask to learn whose credentials they hold.
namespace aws_wire::sts {

inline constexpr std::string_view version = "2011-06-15";
inline constexpr std::string_view xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

struct get_caller_identity_output {
    std::string arn;
    std::string user_id;
    std::string account;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Arn"}, self.arn);
        visit({"UserId"}, self.user_id);
        visit({"Account"}, self.account);
    }
};

struct get_caller_identity_input {
    using output = get_caller_identity_output;
    static constexpr std::string_view action = "GetCallerIdentity";

    template <class Self, class Visitor>
    static void describe(Self&, Visitor&) {}
};

} // namespace aws_wire::sts
