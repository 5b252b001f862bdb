$version: "2.0"
$operationOutputSuffix: "Response"

metadata notes = [{ of: "Weather", lines: """
    Not read.
    """ }]

namespace example.weather

use aws.api#service
use aws.protocols#restJson1
use example.places#Place
use example.places#Named

// A comment, which is no documentation.
/// Forecasts, and what they are made of.
///   - indented
@service(sdkId: "Weather", endpointPrefix: "weather")
@restJson1
@aws.auth#sigv4(name: "weather")
@title("Weather")
service Weather {
    version: "2026-01-01"
    operations: [ListPlaces,]
    resources: [Forecast]
    errors: [Busy]
}

resource Forecast {
    identifiers: { placeId: PlaceId }
    properties: { chance: Chance }
    read: GetForecast
    operations: [Observe]
}

@readonly
@http(method: "GET", uri: "/places/{placeId}/forecast", code: 200)
operation GetForecast {
    input := for Forecast {
        @required
        @httpLabel
        $placeId

        @httpQuery("units")
        units: Units = "metric"
    }

    output := for Forecast with [Named] {
        $chance
        $name

        sky: Sky
        days: Days = []
        notes: Notes
    }

    errors: [NoSuchPlace]
}

@http(method: "POST", uri: "/places/{placeId}/observations")
operation Observe {
    input:= with [Named] {
        @required @httpLabel
        placeId: PlaceId

        level: Level,
        reading: Reading
    }
}

@readonly
@paginated(inputToken: "nextToken", outputToken: "nextToken", pageSize: "max", items: "places")
@http(method: "GET", uri: "/places")
operation ListPlaces {
    input: ListPlacesInput
    output: ListPlacesOutput
}

structure ListPlacesInput {
    @httpQuery("t") nextToken: String
    @httpQuery("max") max: Integer
}

structure ListPlacesOutput { nextToken: String, places: Places }

@pattern("^[a-z\\-]+$")
@length(min: 1, max: 64)
string PlaceId

@range(min: 0, max: 1.5e0)
float Chance

enum Units {
    /// Celsius
    METRIC = "metric"
    @enumValue("imperial")
    IMPERIAL
    OTHER
}

intEnum Level {
    LOW = 1
    HIGH = 2
}

union Reading {
    temperature: Double
    text: String
    none: Unit
}

list Days { member: Day }

structure Day { high: Double, low: Double }

structure Sky {
    clouds: Level
    @timestampFormat("http-date") since: Timestamp
}

@sparse
map Notes {
    key: String
    value: String
}

list Places {
    member: Place
}

@error("client")
@httpError(404)
structure NoSuchPlace {
    message: String
}

@error("server") @retryable(throttling: true)
structure Busy { @required message: String }

apply Sky @documentation("""
    What one "sees",
      line by line.\tEnd \u00e9""")
apply Day {
    @deprecated(message: "no more")
    @tags(["a"])
}
apply ObserveInput$level @documentation("How sure one is.")
