//! Passwords for databases.

use aws_config::SdkConfig;
use aws_smithy_async::time::StaticTimeSource;
use smithwright_runtime::config::{Credentials, Region, SharedCredentialsProvider};
use smithwright_runtime::services::{dsql, rds};
use std::time::{Duration, UNIX_EPOCH};

/// The texts are botocore's, of `generate_db_auth_token` at that time; it writes the session token before the signature.
#[tokio::test]
async fn tokens_of_rds_are_those_of_botocore() {
    let time = StaticTimeSource::new(UNIX_EPOCH + Duration::from_secs(1_724_709_600));
    let sdk = SdkConfig::builder().time_source(time).region(Region::from_static("us-east-1")).build();
    let generate = async |host: &str, user: &str, token: Option<&str>, region: Option<&'static str>| {
        let credentials = Credentials::new("akid", "secret", token.map(str::to_owned), None, "test");
        let mut config = rds::Config::builder()
            .hostname(host)
            .port(3306)
            .username(user)
            .credentials(credentials)
            .expires_in(5000);
        if let Some(region) = region {
            config = config.region(Region::from_static(region));
        }
        let generator = rds::AuthTokenGenerator::new(config.build().expect("a configuration"));
        let token = generator.auth_token(&sdk).await.expect("a token");
        assert!(!format!("{token:?}{generator:?}").contains("Signature"));
        let mut parts: Vec<_> = token.as_str().split('&').map(str::to_owned).collect();
        parts.sort();
        parts
    };
    let parts = |text: &str| {
        let mut parts: Vec<_> = text.split('&').map(str::to_owned).collect();
        parts.sort();
        parts
    };
    assert_eq!(
        generate("prod-instance.us-east-1.rds.amazonaws.com", "peccy", None, None).await,
        parts(
            "prod-instance.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser=peccy&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=akid%2F20240826%2Fus-east-1%2Frds-db%2Faws4_request&X-Amz-Date=20240826T220000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=dd0cba843009474347af724090233265628ace491ea17ce3eb3da098b983ad89"
        )
    );
    assert_eq!(
        generate("db.example.eu-west-1.rds.amazonaws.com", "pec cy&co", Some("to/k+en="), Some("eu-west-1"))
            .await,
        parts(
            "db.example.eu-west-1.rds.amazonaws.com:3306/?Action=connect&DBUser=pec%20cy%26co&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=akid%2F20240826%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Date=20240826T220000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=to%2Fk%2Ben%3D&X-Amz-Signature=9919bbd963ee5de02f321c5a573248997e7a11aabfc84ef6856eb6c659da3f01"
        )
    );
}

#[tokio::test]
async fn what_is_missing_is_an_error() {
    assert!(rds::Config::builder().hostname("a").port(1).build().is_err());
    let config =
        rds::Config::builder().hostname("a b").port(1).username("c").build().expect("a configuration");
    let generator = rds::AuthTokenGenerator::new(config);
    let error = generator.auth_token(&SdkConfig::builder().build()).await.expect_err("no credentials");
    assert_eq!(error.to_string(), "a token for a database needs credentials");
    let credentials = SharedCredentialsProvider::new(Credentials::new("akid", "secret", None, None, "test"));
    let time = StaticTimeSource::new(UNIX_EPOCH);
    let sdk = SdkConfig::builder().credentials_provider(credentials).time_source(time).build();
    assert!(generator.auth_token(&sdk).await.is_err(), "no host name");
}

/// The texts are botocore's, of `generate_db_connect_auth_token` and `generate_db_connect_admin_auth_token` at that time.
#[tokio::test]
async fn tokens_of_dsql_are_those_of_botocore() {
    let credentials = SharedCredentialsProvider::new(Credentials::new("akid", "secret", None, None, "test"));
    let time = StaticTimeSource::new(UNIX_EPOCH + Duration::from_secs(1_724_709_600));
    let sdk = SdkConfig::builder().time_source(time).credentials_provider(credentials);
    let config = dsql::Config::builder().hostname("peccy.dsql.us-east-1.on.aws").expires_in(450);
    let generator = dsql::AuthTokenGenerator::new(config.build().expect("a configuration"));
    let sdk = sdk.build();
    assert!(generator.db_connect_auth_token(&sdk).await.is_err(), "no region");
    let sdk = sdk.into_builder().region(Region::from_static("us-east-1")).build();
    assert_eq!(
        generator.db_connect_auth_token(&sdk).await.expect("a token").as_str(),
        "peccy.dsql.us-east-1.on.aws/?Action=DbConnect&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=akid%2F20240826%2Fus-east-1%2Fdsql%2Faws4_request&X-Amz-Date=20240826T220000Z&X-Amz-Expires=450&X-Amz-SignedHeaders=host&X-Amz-Signature=fa10f17879443fb5b3400ffd1f17a2632f3320bbee44b2475369f7ecbce88085"
    );
    assert_eq!(
        generator.db_connect_admin_auth_token(&sdk).await.expect("a token").as_str(),
        "peccy.dsql.us-east-1.on.aws/?Action=DbConnectAdmin&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=akid%2F20240826%2Fus-east-1%2Fdsql%2Faws4_request&X-Amz-Date=20240826T220000Z&X-Amz-Expires=450&X-Amz-SignedHeaders=host&X-Amz-Signature=3381671fe6b2523f390ec22a174abe381cb5f25cb9b6440c7238a7bbe2cfb0b2"
    );
}
