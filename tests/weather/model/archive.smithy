$version: "2.0"

namespace example.weather

use aws.protocols#restJson1
use smithy.rules#clientContextParams
use smithy.rules#endpointRuleSet

/// An archive of past weather. Each of its operations has its own authentication scheme.
@restJson1
@httpApiKeyAuth(name: "key", in: "query")
@httpBasicAuth
@httpBearerAuth
@clientContextParams(
    tenant: { type: "string", documentation: "The tenant of the archive." }
    mirrored: { type: "boolean", documentation: "Whether requests go to the mirror." }
)
@endpointRuleSet({
    version: "1.0"
    parameters: {
        Endpoint: { type: "string", builtIn: "SDK::Endpoint", documentation: "The URL of the archive." }
        tenant: { type: "string", documentation: "The tenant of the archive." }
        mirrored: { type: "boolean", required: true, default: false, documentation: "Whether requests go to the mirror." }
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
