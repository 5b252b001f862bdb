$version: "2.0"

namespace example.weather

use aws.protocols#restJson1
use smithy.rules#clientContextParams
use smithy.rules#endpointRuleSet

/// Keeps what the weather was. Each of its operations is authenticated in a way of its own.
@restJson1
@httpApiKeyAuth(name: "key", in: "query")
@httpBasicAuth
@httpBearerAuth
@clientContextParams(
    tenant: { type: "string", documentation: "Whose archive it is." }
    mirrored: { type: "boolean", documentation: "Whether the mirror is asked." }
)
@endpointRuleSet({
    version: "1.0"
    parameters: {
        Endpoint: { type: "string", builtIn: "SDK::Endpoint", documentation: "Where the archive is." }
        tenant: { type: "string", documentation: "Whose archive it is." }
        mirrored: { type: "boolean", required: true, default: false, documentation: "Whether the mirror is asked." }
    }
    rules: [
        {
            type: "endpoint"
            conditions: [{ fn: "isSet", argv: [{ ref: "Endpoint" }] }]
            endpoint: { url: { ref: "Endpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "tenant" }] }
                { fn: "isValidHostLabel", argv: [{ ref: "tenant" }, false] }
                { fn: "booleanEquals", argv: [{ ref: "mirrored" }, true] }
            ]
            endpoint: { url: "https://{tenant}.mirror.invalid" }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "tenant" }] }
                { fn: "isValidHostLabel", argv: [{ ref: "tenant" }, false] }
            ]
            endpoint: { url: "https://{tenant}.archive.invalid" }
        }
        { type: "error", conditions: [], error: "the archive has no tenant" }
    ]
})
service Archive {
    operations: [GetDay, RecordDay, DeleteDay]
}

@mixin
structure OfDay {
    @required
    @httpLabel
    day: String
}

@readonly
@auth([httpApiKeyAuth])
@http(method: "GET", uri: "/days/{day}?full")
operation GetDay {
    input := with [OfDay] {}
    output := {
        sky: Sky
    }
}

@idempotent
@auth([httpBasicAuth])
@http(method: "PUT", uri: "/days/{day}")
operation RecordDay {
    input := with [OfDay] {
        sky: Sky
    }
}

@idempotent
@auth([httpBearerAuth])
@http(method: "DELETE", uri: "/days/{day}")
operation DeleteDay {
    input := with [OfDay] {}
}
