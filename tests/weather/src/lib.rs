//! Clients for the services that `model/` describes, as `build.rs` generates them, and a small server to try one.

/// The client of the archive of past weather.
pub mod archive {
    include!(concat!(env!("OUT_DIR"), "/archive/mod.rs"));
}

/// The client of the weather forecast.
pub mod weather {
    include!(concat!(env!("OUT_DIR"), "/weather/mod.rs"));
}

/// The types of the weather forecast, without a client.
pub mod served {
    include!(concat!(env!("OUT_DIR"), "/served/mod.rs"));
}

pub mod server;
