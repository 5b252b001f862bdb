//! Generates the clients of the services in `model/`, and the types that the server of one of them writes.

use smithwright_codegen::build::{Config, Error};

fn main() -> Result<(), Error> {
    Config::new().model("model").service("example.weather#Weather").compile()?;
    Config::new()
        .model("model")
        .service("example.weather#Weather")
        .module("served")
        .types_only()
        .compile()?;
    Config::new().model("model").service("example.weather#Archive").compile()?;
    Config::new()
        .model("smithy-build.json@client")
        .service("example.weather#Weather")
        .module("projected")
        .compile()?;
    for protocol in ["json-1.0", "query", "rest-json", "rest-xml", "smithy-rpc-v2-cbor"] {
        Config::new()
            .model("model")
            .service("example.weather#Survey")
            .module(protocol.replace(['-', '.'], "_"))
            .protocol(protocol)
            .compile()?;
    }
    Ok(())
}
