$version: "2.0"

namespace example.weather

use aws.protocols#restJson1

/// Keeps what the weather was. Each of its operations is authenticated in a way of its own.
@restJson1
@httpApiKeyAuth(name: "key", in: "query")
@httpBasicAuth
@httpBearerAuth
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
