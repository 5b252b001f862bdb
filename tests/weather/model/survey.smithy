$version: "2.0"

namespace example.weather

use aws.protocols#awsJson1_0
use aws.protocols#awsQuery
use aws.protocols#restJson1
use aws.protocols#restXml
use smithy.protocols#rpcv2Cbor

/// A survey of the sky, whose numbers are of any size.
@awsJson1_0
@awsQuery
@restJson1
@restXml
@rpcv2Cbor
@title("Survey \u202eof the sky")
@xmlNamespace(uri: "https://survey.example.invalid/")
service Survey {
    version: "2026-11-30"
    operations: [Measure]
}

@documentation("Measures a star.\r\nWhat a comment must not contain is a space: \u0000\u001b[1m\r\u202e.")
@idempotent
@http(method: "PUT", uri: "/stars/{star}")
operation Measure {
    input := {
        /// The number of the star.
        @required
        @httpLabel
        star: BigInteger

        /// The precision.
        @httpHeader("x-precision")
        precision: BigDecimal

        /// The epoch.
        @httpQuery("epoch")
        epoch: BigInteger

        measured: Measured
    }
    output := {
        measured: Measured
    }
}

structure Measured {
    distance: BigDecimal
    atoms: BigInteger
    parallaxes: Parallaxes
    counts: Counts
    amount: Amount

    weight: BigDecimal = 12345678901234567890.5

    moons: BigInteger = 0
}

list Parallaxes {
    member: BigDecimal
}

map Counts {
    key: String
    value: BigInteger
}

union Amount {
    scale: BigDecimal
    base: BigInteger
}
