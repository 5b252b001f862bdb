//! Three calls of Pinpoint, for `cargo xtask bench app pinpoint`.

use aws_sdk_pinpoint::types::{AddressConfiguration, ChannelType, MessageRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), aws_sdk_pinpoint::Error> {
    let client = aws_sdk_pinpoint::Client::new(&aws_config::load_from_env().await);
    let app = client.get_app().application_id("a").send().await?;
    println!("{:?}", app.application_response());
    let address = AddressConfiguration::builder().channel_type(ChannelType::Email).build();
    let request = MessageRequest::builder().addresses("someone@example.com", address).build();
    let sent = client.send_messages().application_id("a").message_request(request).send().await?;
    println!("{:?}", sent.message_response());
    let campaigns = client.get_campaigns().application_id("a").send().await?;
    println!("{:?}", campaigns.campaigns_response());
    Ok(())
}
