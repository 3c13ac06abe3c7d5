#include "aws_wire/sigv4.hpp"

#include <gtest/gtest.h>

// The signatures are those of AWS' published test suite (aws-sig-v4-test-suite) and of its
// documentation, or what botocore 1.29 made of a fixed clock.
namespace {

using namespace std::chrono_literals;

const aws_wire::credentials suite_keys{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                       ""};
const base::instant suite_time = *base::parse_rfc3339("2015-08-30T12:36:00Z");

std::string authorization_of(const aws_wire::header_list& added) {
    return added.back().second;
}

std::string signature_of(const aws_wire::signable_request& request, std::string service = "service",
                         base::instant at = suite_time) {
    aws_wire::signer signer{suite_keys, "us-east-1", std::move(service)};
    const auto parsed = aws_wire::authorization::parse(authorization_of(signer.sign(request, at)));
    return parsed ? parsed->signature : "";
}

aws_wire::signable_request suite_request(std::string_view method, std::string_view query = "") {
    return {method, "/", query, {{"Host", "example.amazonaws.com"}}, ""};
}

TEST(sigv4, get_vanilla) {
    aws_wire::signer signer{suite_keys, "us-east-1", "service"};
    const auto added = signer.sign(suite_request("GET"), suite_time);
    EXPECT_EQ(added.front(),
              (std::pair<std::string, std::string>{"X-Amz-Date", "20150830T123600Z"}));
    EXPECT_EQ(authorization_of(added),
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
              "SignedHeaders=host;x-amz-date, "
              "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST(sigv4, get_vanilla_query_order_key_case) {
    EXPECT_EQ(signature_of(suite_request("GET", "Param2=value2&Param1=value1")),
              "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

TEST(sigv4, post_vanilla) {
    EXPECT_EQ(signature_of(suite_request("POST")),
              "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
}

TEST(sigv4, post_x_www_form_urlencoded) {
    auto request = suite_request("POST");
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = "Param1=value1";
    EXPECT_EQ(signature_of(request),
              "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

TEST(sigv4, the_documentations_iam_example) {
    const aws_wire::signable_request request{
        "GET",
        "/",
        "Action=ListUsers&Version=2010-05-08",
        {{"Host", "iam.amazonaws.com"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
        ""};
    EXPECT_EQ(signature_of(request, "iam"),
              "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(sigv4, signs_a_publish_as_botocore_does) {
    const std::string body = "Action=Subscribe&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-"
                             "east-1%3A000000000000%3At&Protocol=sqs&"
                             "Endpoint=arn%3Aaws%3Asqs%3Aus-east-1%3A000000000000%3Aq&Attributes."
                             "entry.1.key=RawMessageDelivery&"
                             "Attributes.entry.1.value=true&ReturnSubscriptionArn=true";
    const aws_wire::signable_request request{
        "POST",
        "/",
        "",
        {{"Host", "localhost:4566"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
        body};
    EXPECT_EQ(signature_of(request, "sns", *base::parse_rfc3339("2026-11-24T04:00:00Z")),
              "cac1b2b37ff58e0c43c4454027687de96d8aa5c5f39ce01048a557a63da017ce");
}

TEST(sigv4, signs_sqs_json_as_botocore_does) {
    const std::string body =
        R"({"QueueUrl": "http://localhost:4566/000000000000/q", "MaxNumberOfMessages": 10, )"
        R"("WaitTimeSeconds": 20, "AttributeNames": ["All"], "MessageAttributeNames": ["kind", "b.*"]})";
    const aws_wire::signable_request request{"POST",
                                             "/",
                                             "",
                                             {{"Host", "localhost:4566"},
                                              {"Content-Type", "application/x-amz-json-1.0"},
                                              {"X-Amz-Target", "AmazonSQS.ReceiveMessage"},
                                              {"x-amzn-query-mode", "true"}},
                                             body};
    EXPECT_EQ(signature_of(request, "sqs", *base::parse_rfc3339("2026-11-24T04:00:00Z")),
              "f72bfd4cb0a31969e782112fe679ea904f4a195909ae4f493b8310c83382b442");
}

class verifying : public testing::Test {
protected:
    void SetUp() override {
        request = suite_request("POST");
        request.body = "{}";
        aws_wire::signer signer{suite_keys, "us-east-1", "sqs"};
        for (auto& header : signer.sign(request, suite_time))
            request.headers.push_back(std::move(header));
    }

    std::optional<aws_wire::error_code> refusal(base::instant now = suite_time) const {
        const auto verified = aws_wire::verify(request, secret_of, now);
        return verified ? std::nullopt : std::optional{verified.error().code};
    }

    static std::optional<std::string> secret_of(std::string_view id) {
        return id == suite_keys.access_key_id ? std::optional{suite_keys.secret_access_key}
                                              : std::nullopt;
    }

    aws_wire::signable_request request;
};

TEST_F(verifying, accepts_what_was_signed) {
    const auto scope = aws_wire::verify(request, secret_of, suite_time + 14min);
    ASSERT_TRUE(scope);
    EXPECT_EQ(scope->region, "us-east-1");
    EXPECT_EQ(scope->service, "sqs");
    EXPECT_EQ(scope->access_key_id, "AKIDEXAMPLE");
}

TEST_F(verifying, refuses_a_changed_body) {
    request.body = "{ }";
    EXPECT_EQ(refusal(), aws_wire::error_code::signature_does_not_match);
}

TEST_F(verifying, refuses_an_old_and_a_future_signature) {
    EXPECT_EQ(refusal(suite_time + 16min), aws_wire::error_code::signature_does_not_match);
    EXPECT_EQ(refusal(suite_time - 16min), aws_wire::error_code::signature_does_not_match);
}

TEST_F(verifying, refuses_an_unknown_key_and_a_missing_or_broken_header) {
    auto& authorization = request.headers.back().second;
    const auto good = authorization;
    authorization.replace(authorization.find("AKIDEXAMPLE"), 11, "AKIDUNKNOWN");
    EXPECT_EQ(refusal(), aws_wire::error_code::invalid_client_token_id);
    authorization = "AWS4-HMAC-SHA256 Credential=a/b";
    EXPECT_EQ(refusal(), aws_wire::error_code::incomplete_signature);
    request.headers.pop_back();
    EXPECT_EQ(refusal(), aws_wire::error_code::missing_authentication_token);
}

TEST(sigv4, a_session_token_is_sent_and_signed) {
    auto keys = suite_keys;
    keys.session_token = "token";
    aws_wire::signer signer{keys, "us-east-1", "service"};
    const auto added = signer.sign(suite_request("GET"), suite_time);
    EXPECT_EQ(added.at(1).first, "X-Amz-Security-Token");
    EXPECT_NE(authorization_of(added).find("SignedHeaders=host;x-amz-date;x-amz-security-token"),
              std::string::npos);
}

TEST(sigv4, dates_round_trip) {
    EXPECT_EQ(aws_wire::to_amz_date(suite_time), "20150830T123600Z");
    EXPECT_EQ(aws_wire::parse_amz_date("20150830T123600Z"), suite_time);
    EXPECT_FALSE(aws_wire::parse_amz_date("2015-08-30T12:36Z"));
}

} // namespace
