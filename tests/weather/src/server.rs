//! A weather service on loopback that knows two cities.

use crate::served::operation::get_city::GetCityOutput;
use crate::served::operation::get_current_time::GetCurrentTimeOutput;
use crate::served::operation::get_forecast::GetForecastOutput;
use crate::served::operation::list_cities::ListCitiesOutput;
use crate::served::operation::list_cities::builders::ListCitiesOutputBuilder;
use crate::served::primitives::DateTime;
use crate::served::types::error::NoSuchCity;
use crate::served::types::{CitySummary, Coordinates, Precipitation, Sky};
use serde::Serialize;
use smithwright_runtime::EpochSeconds;
use std::io::{BufRead, BufReader, Error, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// The valid key.
pub const KEY: &str = "an API key";

/// Starts the server, which ends with the process, and returns its URL.
///
/// # Errors
///
/// It cannot listen.
pub fn start() -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // A closed connection gets no response.
            let _ = answer(&connection);
        }
    });
    Ok(url)
}

/// Responds to one request, and closes the connection.
fn answer(mut connection: &TcpStream) -> Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(connection);
    let (mut request, mut known) = (String::new(), false);
    reader.read_line(&mut request)?;
    // Clients never send as many headers.
    for _ in 0..100 {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header == "\r\n" {
            break;
        }
        known |= header.split_once(':').is_some_and(|(name, value)| {
            name.eq_ignore_ascii_case("x-weather-key") && value.trim_ascii() == KEY
        });
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, headers, body) = match (known || path == "/time", path) {
        (false, _) => (403, "x-amzn-errortype: Forbidden\r\n", "{\"message\":\"who are you?\"}".to_owned()),
        (true, path) => match known_of(path)? {
            Some(body) => (200, "", body),
            None => {
                let error = NoSuchCity::builder().city_id("unknown").message("there is no such city").build();
                let error = error.map_err(Error::other).and_then(|error| json(&error))?;
                (404, "x-amzn-errortype: NoSuchCity\r\n", error)
            }
        },
    };
    write!(
        connection,
        "HTTP/1.1 {status} \r\ncontent-type: application/json\r\ncontent-length: {}\r\n{headers}connection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The output for a path, as the protocol writes it; `None` if there is no such city.
fn known_of(path: &str) -> Result<Option<String>> {
    let of_list = |id: &str| CitySummary::builder().city_id(id).name(id).build().map_err(Error::other);
    let place = |north, east| Coordinates::builder().latitude(north).longitude(east).build();
    let city = |name, north, east| {
        let place = place(north, east).map_err(Error::other)?;
        let city = GetCityOutput::builder().name(name).coordinates(place).build();
        json(&city.map_err(Error::other)?)
    };
    let page = |cities: ListCitiesOutputBuilder| json(&cities.build().map_err(Error::other)?);
    let forecast = GetForecastOutput::builder();
    Ok(Some(match path {
        "/time" => {
            let output = GetCurrentTimeOutput::builder().time(DateTime::from_secs(1_796_000_000)).build();
            // In this protocol timestamps of bodies are numbers.
            json(&EpochSeconds(&output.map_err(Error::other)?))?
        }
        "/cities?pageSize=1" => {
            page(ListCitiesOutput::builder().items(of_list("Basel")?).next_token("2 of 2"))?
        }
        "/cities?nextToken=2%20of%202&pageSize=1" => {
            page(ListCitiesOutput::builder().items(of_list("Graz")?))?
        }
        "/cities/Basel" => city("Basel", 47.5, 7.6)?,
        "/cities/Graz" => city("Graz", 47.1, 15.4)?,
        "/cities/Basel/forecast" => {
            json(&forecast.sky(Sky::Clear).precipitation(Precipitation::None).build())?
        }
        "/cities/Graz/forecast" => {
            let rain = forecast.sky(Sky::Cloudy).precipitation(Precipitation::Rain(2.5));
            json(&rain.chance_of_rain(0.75).build())?
        }
        _ => return Ok(None),
    }))
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::other)
}
