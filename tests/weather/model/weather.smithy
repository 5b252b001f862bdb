$version: "2.0"

namespace example.weather

use aws.protocols#restJson1

/// The weather of *cities*, and its forecast.
@restJson1
@httpApiKeyAuth(name: "X-Weather-Key", in: "header")
@paginated(inputToken: "nextToken", outputToken: "nextToken", pageSize: "pageSize")
service Weather {
    version: "2026-11-30"
    resources: [City]
    operations: [GetCurrentTime]
}

resource City {
    identifiers: { cityId: CityId }
    properties: { name: String, coordinates: Coordinates }
    read: GetCity
    list: ListCities
    operations: [GetForecast]
}

@pattern("^[A-Za-z0-9 ]+$")
string CityId

/// Returns the facts about a city.
///
/// - Its name,
/// - and `coordinates`, in degrees.
@readonly
@http(method: "GET", uri: "/cities/{cityId}")
operation GetCity {
    input := for City {
        @required
        @httpLabel
        $cityId
    }
    output := for City {
        @required
        $name
        @required
        $coordinates
    }
    errors: [NoSuchCity]
}

/// A place on the globe.
structure Coordinates {
    /// Degrees to the north.
    @required
    latitude: Double
    /// Degrees to the east.
    @required
    longitude: Double
}

/// There is no city with this id.
@error("client")
@httpError(404)
structure NoSuchCity {
    @required
    cityId: CityId
    message: String
}

/// Lists the cities, by name.
@readonly
@paginated(items: "items")
@http(method: "GET", uri: "/cities")
operation ListCities {
    input := {
        @httpQuery("nextToken")
        nextToken: String
        @httpQuery("pageSize")
        pageSize: Integer
    }
    output := {
        nextToken: String
        @required
        items: CitySummaries
    }
}

list CitySummaries {
    member: CitySummary
}

structure CitySummary {
    @required
    cityId: CityId
    @required
    name: String
}

/// Returns a forecast of the weather.
@readonly
@http(method: "GET", uri: "/cities/{cityId}/forecast")
operation GetForecast {
    input := for City {
        @required
        @httpLabel
        $cityId
    }
    output := {
        /// From 0 to 1.
        chanceOfRain: Float = 0
        precipitation: Precipitation
        sky: Sky
    }
    errors: [NoSuchCity]
}

union Precipitation {
    none: Unit
    /// In millimetres.
    rain: Float
    snow: Float
}

enum Sky {
    CLEAR = "clear"
    CLOUDY = "cloudy"
}

/// Returns the time. Calls need no authentication.
@readonly
@auth([])
@http(method: "GET", uri: "/time")
operation GetCurrentTime {
    output := {
        @required
        time: Timestamp
    }
}
