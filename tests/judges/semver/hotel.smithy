$version: "2"
namespace example.hotel
use aws.api#service
use aws.auth#sigv4
use aws.protocols#restJson1
use smithy.waiters#waitable

/// Rooms and guests.
@service(sdkId: "Hotel")
@sigv4(name: "hotel")
@restJson1
service Hotel { version: "2026-01-01", operations: [GetRoom, ListRooms, GetPicture, Watch], errors: [Full] }

/// Gets a room.
@readonly
@http(method: "GET", uri: "/rooms/{number}")
@waitable(RoomFree: { acceptors: [
    { state: "success", matcher: { output: { path: "state", expected: "FREE", comparator: "stringEquals" } } }
] })
operation GetRoom {
    input := { @required @httpLabel number: Integer }
    output := { @required name: String, state: State, bed: Bed, beds: Beds, price: Integer = 0 }
    errors: [NoRoom]
}

@readonly
@http(method: "GET", uri: "/rooms")
@paginated(inputToken: "next", outputToken: "next", items: "rooms")
operation ListRooms {
    input := { @httpQuery("next") next: String, filter: Filter }
    output := { next: String, rooms: Rooms }
}

@http(method: "POST", uri: "/picture")
operation GetPicture {
    input := { @httpQuery("room") room: Integer }
    output := { @httpHeader("x-name") name: String, @required @httpPayload picture: Picture }
    errors: [Broken]
}

@http(method: "POST", uri: "/watch")
operation Watch {
    input := { token: String, @required rooms: Rooms }
    output := { @httpPayload events: Events }
}

@streaming
union Events { arrived: Arrived, full: Full }
structure Arrived { number: Integer, at: Timestamp }
blob Picture
@error("server") structure Broken { message: String, room: Integer }

list Rooms { member: Room }
list Beds { member: Bed }
structure Room { @required number: Integer, state: State, bed: Bed }
structure Bed { @required width: Integer, owner: Owner, kind: String }
structure Owner { name: String }
@length(min: 1, max: 5)
string Pattern
structure Filter { pattern: Pattern, since: Timestamp, choice: Choice, codes: Codes }
union Choice { floor: Integer, name: String }
map Codes { key: String, value: Integer }
enum State { FREE, TAKEN }
@error("client") structure NoRoom { message: String }
@error("client") @httpError(409) structure Full { message: String }
