//! Three calls of EC2, for `cargo xtask bench app ec2`.

use aws_sdk_ec2::types::Tag;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), aws_sdk_ec2::Error> {
    let client = aws_sdk_ec2::Client::new(&aws_config::load_from_env().await);
    let instances = client.describe_instances().send().await?;
    println!("{:?}", instances.reservations());
    let tag = Tag::builder().key("k").value("v").build();
    client.create_tags().resources("i-1").tags(tag).send().await?;
    let vpcs = client.describe_vpcs().send().await?;
    println!("{:?}", vpcs.vpcs());
    Ok(())
}
