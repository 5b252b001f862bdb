//! The failure of a command: a text and an exit code.

use std::fmt;

/// Why a command failed. The exit codes are those of version 2 of the AWS CLI ("Return codes").
#[derive(Clone, Debug)]
pub struct Failure {
    /// For people, on standard error.
    pub text: String,
    /// For scripts.
    pub code: u8,
}

impl Failure {
    /// The command line or an input is invalid, and nothing was sent.
    pub fn usage(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 252 }
    }

    /// The configuration from the environment is missing or invalid.
    pub fn configuration(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 253 }
    }

    /// The service returned an error.
    pub fn service(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 254 }
    }

    /// The reader of the output has closed it, as in `| head`, which is not reported.
    pub fn unread() -> Self {
        Self { text: String::new(), code: 0 }
    }

    /// Anything else.
    pub fn other(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 255 }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}
