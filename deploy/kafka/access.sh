#!/usr/bin/env bash
# Makes the brokers' users and says what each may do, with Kafka's own tools; what nobody is allowed is
# refused. Running it again changes nothing but passwords. Written by `make contracts` from the code: which
# service publishes a topic, and which listens to it.
#
# BROKERS: host:port,… of the listener for certificates. AUTHORITY: the certificate (PEM) that vouches for
# them. SECRETS: a folder with kafka_admin (private key and certificate, PEM) and a password for each user,
# kafka_<user>. KAFKA_BIN: where Kafka's tools are.
set -euo pipefail

admin="$(mktemp)"
trap 'rm -f "$admin"' EXIT
cat >"$admin" <<END
security.protocol=SSL
ssl.keystore.type=PEM
ssl.keystore.location=$SECRETS/kafka_admin
ssl.truststore.type=PEM
ssl.truststore.location=$AUTHORITY
END

user() {
    # by a file: a command line can be read by others
    printf 'SCRAM-SHA-512=password=%s\n' "$(<"$SECRETS/kafka_$1")" >"$admin.user"
    "$KAFKA_BIN/kafka-configs.sh" --bootstrap-server "$BROKERS" --command-config "$admin" \
        --alter --entity-type users --entity-name "$1" --add-config-file "$admin.user"
    rm -f "$admin.user"
}

allow() {
    local who="$1"
    shift
    "$KAFKA_BIN/kafka-acls.sh" --bootstrap-server "$BROKERS" --command-config "$admin" \
        --add --force --allow-principal "User:$who" "$@"
}

user referrals
user participants
user outcomes
user employers
user topics

allow referrals \
    --operation Write \
    --operation Describe \
    --topic referral.referral.v1
allow referrals \
    --operation Read \
    --operation Describe \
    --topic outcome.enrolment.v1 \
    --topic participant.enrolment.v1
allow participants \
    --operation Write \
    --operation Describe \
    --topic participant.enrolment.v1 \
    --topic participant.mentoring.v1
allow participants \
    --operation Read \
    --operation Describe \
    --topic referral.referral.v1
allow outcomes \
    --operation Write \
    --operation Describe \
    --topic outcome.enrolment.v1
allow outcomes \
    --operation Read \
    --operation Describe \
    --topic participant.enrolment.v1 \
    --topic participant.mentoring.v1 \
    --topic placement.placement.v1
allow employers \
    --operation Write \
    --operation Describe \
    --topic employer.employer.v1 \
    --topic opportunity.opportunity.v1 \
    --topic placement.placement.v1
allow employers \
    --operation Read \
    --operation Describe \
    --topic participant.enrolment.v1
allow topics \
    --operation Create \
    --operation Describe \
    --operation DescribeConfigs \
    --topic employer.employer.v1 \
    --topic opportunity.opportunity.v1 \
    --topic outcome.enrolment.v1 \
    --topic participant.enrolment.v1 \
    --topic participant.mentoring.v1 \
    --topic placement.placement.v1 \
    --topic referral.referral.v1
