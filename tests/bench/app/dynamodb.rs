//! Three calls of DynamoDB, for `cargo xtask bench app dynamodb`.

use aws_sdk_dynamodb::types::AttributeValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), aws_sdk_dynamodb::Error> {
    let client = aws_sdk_dynamodb::Client::new(&aws_config::load_from_env().await);
    let key = AttributeValue::S("a".to_owned());
    client.put_item().table_name("t").item("id", key.clone()).send().await?;
    let item = client.get_item().table_name("t").key("id", key).send().await?;
    println!("{:?}", item.item());
    let page = client.query().table_name("t").key_condition_expression("id = :a").send().await?;
    println!("{:?}", page.items());
    Ok(())
}
