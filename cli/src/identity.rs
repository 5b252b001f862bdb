//! Keys, passwords and tokens from variables of the environment, since other users of a machine can see the words of a
//! command.

use crate::failure::Failure;
use smithwright_codegen::plan::{Auth, Crate};
use smithwright_runtime::dynamic::Identities;
use smithwright_runtime::settings::api_key::Token;
use smithwright_runtime::settings::basic::Login;

const API_KEY: &str = "SMITHWRIGHT_API_KEY";
const USER: &str = "SMITHWRIGHT_USER";
const PASSWORD: &str = "SMITHWRIGHT_PASSWORD";
const TOKEN: &str = "SMITHWRIGHT_TOKEN";

/// The values of the environment.
///
/// # Errors
///
/// [`Failure`]: the operation requires one of these, and none is set.
pub fn of_environment(plan: &Crate, operation: &str) -> Result<Identities, Failure> {
    let text = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let token = |name: &str| text(name).map(|text| Token::new(text, None));
    let login = text(USER).zip(text(PASSWORD)).map(|(user, password)| Login::new(user, password, None));
    let identities = Identities { api_key: token(API_KEY), login, token: token(TOKEN) };
    let service = &plan.service;
    let named = |(_, names): &&(Vec<Auth>, Vec<String>)| names.iter().any(|name| name == operation);
    let ways = service.operation_auth.iter().find(named).map_or(&service.auth, |(ways, _)| ways);
    let mut wanted = Vec::new();
    for way in ways {
        let (there, variables) = match way {
            Auth::ApiKeyInHeader(..) | Auth::ApiKeyInQuery(_) => {
                (identities.api_key.is_some(), API_KEY.to_owned())
            }
            Auth::Named(name) if name.as_str() == "Basic" => {
                (identities.login.is_some(), format!("{USER} and {PASSWORD}"))
            }
            // Services of AWS may get a token from the configuration.
            Auth::Named(name) if name.as_str() == "BearerToken" && !service.of_aws => {
                (identities.token.is_some(), TOKEN.to_owned())
            }
            Auth::Named(_) => return Ok(identities),
        };
        if there {
            return Ok(identities);
        }
        wanted.push(variables);
    }
    let wanted = wanted.join(", or ");
    Err(Failure::configuration(format!(
        "who calls? set {wanted} in the environment, or call with --no-sign-request"
    )))
}
