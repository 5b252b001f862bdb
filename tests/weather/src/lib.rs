//! Clients for the services that `model/` describes, as `build.rs` generates them, and a small server to try one with.

/// Keeps what the weather was.
pub mod archive {
    include!(concat!(env!("OUT_DIR"), "/archive/mod.rs"));
}

/// Tells what the weather will be.
pub mod weather {
    include!(concat!(env!("OUT_DIR"), "/weather/mod.rs"));
}

/// What the service knows and answers, without a client.
pub mod served {
    include!(concat!(env!("OUT_DIR"), "/served/mod.rs"));
}

pub mod server;
