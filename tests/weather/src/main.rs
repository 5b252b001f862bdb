//! Calls a weather service on loopback.

use smithwright_weather::server;
use smithwright_weather::weather::config::Token;
use smithwright_weather::weather::types::Sky;
use smithwright_weather::weather::{Client, Config, Error};
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let url = match server::start() {
        Ok(url) => url,
        Err(error) => {
            eprintln!("the server cannot listen: {error}");
            return ExitCode::FAILURE;
        }
    };
    let config = Config::builder().endpoint_url(url).api_key(Token::new(server::KEY, None)).build();
    match tell(&Client::from_conf(config)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the weather of each city.
async fn tell(client: &Client) -> Result<(), Error> {
    let mut cities = client.list_cities().into_paginator().page_size(1).items().send();
    while let Some(city) = cities.try_next().await? {
        let known = client.get_city().city_id(city.city_id()).send().await?;
        let forecast = client.get_forecast().city_id(city.city_id()).send().await?;
        let place = known.coordinates().map(|at| format!("{}, {}", at.latitude(), at.longitude()));
        let sky = match forecast.sky() {
            Some(Sky::Clear) => "clear",
            Some(Sky::Cloudy) => "cloudy",
            Some(_) | None => "unknown",
        };
        println!("{} ({}): {sky}", known.name(), place.unwrap_or_default());
    }
    if let Err(error) = client.get_city().city_id("Atlantis").send().await {
        println!("Atlantis: {}", error.into_service_error());
    }
    Ok(())
}
