//! Generates the clients of the services in `model/`.

use smithwright_codegen::build::{Config, Error};

fn main() -> Result<(), Error> {
    Config::new().model("model").service("example.weather#Weather").compile()?;
    Config::new().model("model").service("example.weather#Archive").compile()
}
