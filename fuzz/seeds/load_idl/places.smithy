$version: "2"
namespace example.places

@mixin(localTraits: [private])
@private
structure Named {
    /// What people call it.
    name: String
}

structure Place with [Named] {
    @required
    id: Id
    parent: Place
}

string Id
